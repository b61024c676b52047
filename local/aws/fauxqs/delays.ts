/**
 * Makes fauxqs refuse a delay of more than 15 minutes, as SQS does:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
type CreateMessage = (body: string, attributes: object, delaySeconds?: number, ...rest: unknown[]) => unknown;

const MAX_DELAY_SECONDS = 900;
let isPatched = false;

export async function patchDelays(): Promise<void> {
  if (isPatched) return;
  isPatched = true;
  const module = (path: string) => import(new URL(path, import.meta.resolve('fauxqs')).href);
  const { SqsStore }: { SqsStore: { createMessage: CreateMessage } } = await module('sqs/sqsStore.js');
  const { SqsError }: { SqsError: new (code: string, message: string) => Error } = await module('common/errors.js');
  const { createMessage } = SqsStore;
  SqsStore.createMessage = (body, attributes, delaySeconds = 0, ...rest) => {
    if (delaySeconds > MAX_DELAY_SECONDS) {
      const reason = `must be between 0 and ${MAX_DELAY_SECONDS}`;
      throw new SqsError(
        'InvalidParameterValue',
        `Value ${delaySeconds} for parameter DelaySeconds is invalid. Reason: ${reason}.`,
      );
    }
    return createMessage.call(SqsStore, body, attributes, delaySeconds > 0 ? delaySeconds : undefined, ...rest);
  };
}
