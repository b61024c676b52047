/**
 * Makes fauxqs hand out several messages of one group at a time, as SQS does; by itself it hands out one, so that each event
 * for a listener would be a batch of its own.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html
 */
interface FifoMessage {
  readonly messageGroupId?: string;
  readonly sequenceNumber?: string;
}

interface FifoQueue {
  readonly fifoMessages: Map<string, FifoMessage[]>;
  readonly fifoLockedGroups: Map<string, number>;
  readonly inflightMessages: Map<string, { readonly message: FifoMessage }>;
  processTimers(): void;
  dequeueFifo(count: number, ...rest: unknown[]): { readonly ReceiptHandle: string }[];
}

const bySequence = (a: FifoMessage, b: FifoMessage) => Number(a.sequenceNumber ?? 0) - Number(b.sequenceNumber ?? 0);
let isPatched = false;

export async function patchFifoQueues(): Promise<void> {
  if (isPatched) return;
  isPatched = true;
  const file = new URL('sqs/sqsStore.js', import.meta.resolve('fauxqs'));
  const { SqsQueue }: { SqsQueue: { prototype: FifoQueue } } = await import(file.href);
  const { dequeueFifo: oneOfEach } = SqsQueue.prototype;
  SqsQueue.prototype.dequeueFifo = function (this: FifoQueue, count, ...rest) {
    this.processTimers();
    // Messages that come back are put in front one by one, which turns their order round.
    for (const messages of this.fifoMessages.values()) messages.sort(bySequence);
    const most = Math.min(count, 10);
    const taken = oneOfEach.call(this, most, ...rest);
    for (let at = 0; at < taken.length && taken.length < most; ) {
      const group = this.inflightMessages.get(taken[at]?.ReceiptHandle ?? '')?.message.messageGroupId ?? '';
      const locked = this.fifoLockedGroups.get(group) ?? 0;
      this.fifoLockedGroups.delete(group);
      const more = this.fifoMessages.get(group)?.length ? oneOfEach.call(this, 1, ...rest) : [];
      this.fifoLockedGroups.set(group, locked + (this.fifoLockedGroups.get(group) ?? 0));
      taken.push(...more);
      if (more.length === 0) at += 1;
    }
    return taken;
  };
}
