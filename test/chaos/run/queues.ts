/** The queues of the platform whose functions take messages. */
import { SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { type AwsEndpoints, localQueueUrl } from '../../../local/aws/emulators.ts';
import { createClients } from '../../../local/resources.ts';
import type { QueueConsumer } from '../../../local/wiring.ts';

/** Shortens the visibility timeouts, so that the messages of killed functions return soon. The time scale does not change them. */
export async function shortenVisibility(
  endpoints: AwsEndpoints,
  consumers: readonly QueueConsumer[],
  seconds: number,
): Promise<void> {
  const clients = createClients(endpoints);
  for (const { queue } of consumers) {
    const Attributes = { VisibilityTimeout: String(seconds) };
    await clients.sqs.send(
      new SetQueueAttributesCommand({ QueueUrl: localQueueUrl(endpoints.sqs, queue), Attributes }),
    );
  }
  for (const client of Object.values(clients)) client.destroy();
}
