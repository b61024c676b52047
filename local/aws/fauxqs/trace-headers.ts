/**
 * Makes fauxqs keep the `X-Amzn-Trace-Id` of a send as the message's attribute `AWSTraceHeader`, as SQS does, also in a
 * dead-letter queue. A restart on a data folder drops the attribute.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-message-system-attributes
 */
import { AsyncLocalStorage } from 'node:async_hooks';

interface Stored {
  traceHeader?: string;
}

interface Store {
  getQueue(url: string): { readonly inflightMessages: Map<string, { readonly message: Stored }> } | undefined;
}

interface Request {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: { readonly QueueUrl?: string } | undefined;
}

interface Received {
  readonly ReceiptHandle: string;
  Attributes?: Record<string, string>;
}

interface Router {
  readonly store: Store;
  handle(request: Request, reply: unknown): Promise<{ readonly Messages?: Received[] } | undefined>;
}

let isPatched = false;

export async function patchTraceHeaders(): Promise<void> {
  if (isPatched) return;
  isPatched = true;
  const load = (file: string) => import(new URL(file, import.meta.resolve('fauxqs')).href);
  const { SqsRouter }: { SqsRouter: { prototype: Router } } = await load('sqs/sqsRouter.js');
  const { SqsStore }: { SqsStore: { createMessage(...args: unknown[]): Stored } } = await load('sqs/sqsStore.js');
  const sending = new AsyncLocalStorage<string | undefined>();

  const { createMessage } = SqsStore;
  SqsStore.createMessage = (...args) => {
    const traceHeader = sending.getStore();
    return { ...createMessage(...args), ...(traceHeader ? { traceHeader } : {}) };
  };

  const { handle } = SqsRouter.prototype;
  SqsRouter.prototype.handle = async function (this: Router, request, reply) {
    const result = await sending.run(request.headers['x-amzn-trace-id'], () => handle.call(this, request, reply));
    const queue = result?.Messages && this.store.getQueue(request.body?.QueueUrl ?? '');
    for (const message of queue ? (result?.Messages ?? []) : []) {
      const traceHeader = queue?.inflightMessages.get(message.ReceiptHandle)?.message.traceHeader;
      if (traceHeader) message.Attributes = { ...message.Attributes, AWSTraceHeader: traceHeader };
    }
    return result;
  };
}
