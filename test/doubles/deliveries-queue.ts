/** The deliveries queues of a platform on this machine, changed through SQS as its operator could. */
import { ListQueuesCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { LANES } from '../../lambdas/core/destination/health/health.ts';
import { CREDENTIALS, localQueueUrl } from '../../local/aws/emulators.ts';
import { REGION } from '../../local/template.ts';

/** Longer than a batch takes on a busy machine. A shorter timeout would repeat deliveries that are still in progress. */
const SHORT_VISIBILITY_SECONDS = 15;

/**
 * Shortens the time after which the queues return the messages of a killed function: the stack has 120 s, which
 * `timeScale` doesn't change. Applies to messages received from now on, until the platform starts again.
 */
export async function shortenVisibility(sqsEndpoint: string): Promise<void> {
  const sqs = new SQSClient({ endpoint: sqsEndpoint, region: REGION, credentials: CREDENTIALS });
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'waybill-Deliveries' }));
  // By their names, because the URLs in the response may have another port.
  const names = QueueUrls.map((url) => url.split('/').at(-1) ?? '').filter((name) => !name.includes('DeadLetters'));
  if (names.length !== LANES.length) throw new Error(`There should be a queue for each lane, not ${names.join(', ')}.`);
  const Attributes = { VisibilityTimeout: String(SHORT_VISIBILITY_SECONDS) };
  for (const name of names) {
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl: localQueueUrl(sqsEndpoint, name), Attributes }));
  }
  sqs.destroy();
}
