/**
 * Makes fauxqs refuse a visibility timeout that would hide a message for more than 12 hours after it was received, as SQS does.
 * By itself it checks only the timeout of the request. Here one such message fails its whole batch, and a restart on a data folder
 * forgets when messages were received.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
 */
type Dequeue = (count: number, ...rest: unknown[]) => { readonly ReceiptHandle: string }[];

interface Queue {
  readonly inflightMessages: Map<string, object>;
  dequeue: Dequeue;
  dequeueFifo: Dequeue;
  changeVisibility(handle: string, timeoutSeconds: number): void;
}

const MAX_HIDDEN_SECONDS = 12 * 60 * 60;
let isPatched = false;

export async function patchHiddenTime(): Promise<void> {
  if (isPatched) return;
  isPatched = true;
  const load = (file: string) => import(new URL(file, import.meta.resolve('fauxqs')).href);
  const { SqsQueue }: { SqsQueue: { prototype: Queue } } = await load('sqs/sqsStore.js');
  const { SqsError }: { SqsError: new (code: string, message: string) => Error } = await load('common/errors.js');
  /** Unix milliseconds of the receive, by message in flight. */
  const received = new WeakMap<object, number>();

  for (const name of ['dequeue', 'dequeueFifo'] as const) {
    const dequeue = SqsQueue.prototype[name];
    SqsQueue.prototype[name] = function (this: Queue, ...args) {
      const taken = dequeue.apply(this, args);
      for (const { ReceiptHandle } of taken) {
        const message = this.inflightMessages.get(ReceiptHandle);
        if (message) received.set(message, Date.now());
      }
      return taken;
    };
  }

  const { changeVisibility } = SqsQueue.prototype;
  SqsQueue.prototype.changeVisibility = function (this: Queue, handle, timeoutSeconds) {
    const message = this.inflightMessages.get(handle);
    const since = message && received.get(message);
    const hidden = since === undefined ? 0 : (Date.now() - since) / 1000 + timeoutSeconds;
    if (hidden > MAX_HIDDEN_SECONDS) {
      const limit = `beyond the limit [${MAX_HIDDEN_SECONDS} seconds]`;
      throw new SqsError('InvalidParameterValue', `Total VisibilityTimeout for the message is ${limit}`);
    }
    changeVisibility.call(this, handle, timeoutSeconds);
  };
}
