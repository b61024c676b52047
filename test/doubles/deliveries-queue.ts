/** The deliveries queue of a platform on this machine, changed through SQS as its operator could. */
import { ListQueuesCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { CREDENTIALS, localQueueUrl } from '../../local/aws/emulators.ts';
import { REGION } from '../../local/template.ts';

/** Longer than a batch takes on a busy machine. A shorter timeout would repeat deliveries that are still in progress. */
const SHORT_VISIBILITY_SECONDS = 15;

/**
 * Shortens the time after which the queue returns the messages of a killed function: the stack has 120 s, which
 * `timeScale` doesn't change. Applies to messages received from now on, until the platform starts again.
 */
export async function shortenVisibility(sqsEndpoint: string): Promise<void> {
  const sqs = new SQSClient({ endpoint: sqsEndpoint, region: REGION, credentials: CREDENTIALS });
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'waybill-DeliveriesQueue' }));
  if (QueueUrls.length !== 1) throw new Error(`There should be one deliveries queue, not ${QueueUrls.length}.`);
  const Attributes = { VisibilityTimeout: String(SHORT_VISIBILITY_SECONDS) };
  // By its name, because the URL in the response may have another port.
  const name = QueueUrls[0]?.split('/').at(-1) ?? '';
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl: localQueueUrl(sqsEndpoint, name), Attributes }));
  sqs.destroy();
}
