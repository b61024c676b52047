/**
 * Makes standard queues hand out messages more than once and late, as SQS may.
 *
 * A copy of a message is what a server keeps that was unavailable when the message was received or deleted. It has the id of the
 * message, its own receipt handle, receive count and visibility, and it is deleted with its own handle.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/standard-queues-at-least-once-delivery.html
 */
import { seededRandom, seedFor } from '../../model/world/random.ts';
import { type AwsCall, type AwsReply, type Handle, isResponse, jsonResponse, type Layer, withBody } from './call.ts';

interface Message {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly Body: string;
  readonly Attributes?: Readonly<Record<string, string>>;
}

interface Copy {
  readonly message: Message;
  readonly queue: string;
  receives: number;
  /** Unix milliseconds. */
  visibleAt: number;
}

interface Entry {
  readonly Id: string;
  readonly ReceiptHandle: string;
  readonly VisibilityTimeout?: number;
}

export interface QueueFaults {
  readonly layer: Layer;
  /** Share of the received messages of which there is a copy, 0 to 1. */
  duplicateShare: number;
  /** Share of the sent messages that become visible later than asked, 0 to 1. */
  lateShare: number;
  readonly counts: { readonly copied: number; readonly late: number };
}

export interface QueueFaultOptions {
  readonly seed: number;
  /** Returns the visibility timeout of a queue by its name, seconds. */
  readonly visibilitySeconds: (queue: string) => number;
  /** Longest time after which a copy becomes visible, and by which a message is late, seconds. */
  readonly maxDelaySeconds: number;
  readonly now: () => number;
  /** Called when a copy is handed out, with the body of its message. */
  readonly onCopy: (body: string) => void;
}

/** Longest time for which SQS delays a message, seconds. */
const MAX_DELAY_SECONDS = 900;

export function createQueueFaults(options: QueueFaultOptions): QueueFaults {
  const copies = new Map<string, Copy>();
  const seen = new Map<string, number>();
  const counts = { copied: 0, late: 0 };
  const faults: QueueFaults = { layer, duplicateShare: 0, lateShare: 0, counts };

  /** Returns the random numbers for the n-th message of a queue. */
  const randomFor = (kind: string, queue: string) => {
    const n = seen.get(`${kind} ${queue}`) ?? 0;
    seen.set(`${kind} ${queue}`, n + 1);
    return seededRandom(seedFor(options.seed, kind, queue, n));
  };

  async function layer(call: AwsCall, next: Handle): Promise<AwsReply> {
    const queue = call.service === 'sqs' ? (JSON.parse(call.body).QueueUrl ?? '').split('/').at(-1) : '';
    if (!queue || queue.endsWith('.fifo')) return next(call);
    if (call.operation === 'SendMessageBatch') return next(delayed(call, queue));
    if (call.operation === 'ReceiveMessage') return withCopies(await next(call), call, queue);
    if (call.operation === 'DeleteMessageBatch')
      return handleEntries(call, next, ({ ReceiptHandle }) => copies.delete(ReceiptHandle));
    if (call.operation === 'ChangeMessageVisibilityBatch') return handleEntries(call, next, hide);
    return next(call);
  }

  function delayed(call: AwsCall, queue: string): AwsCall {
    const input: { Entries: { DelaySeconds?: number }[] } = JSON.parse(call.body);
    const Entries = input.Entries.map((entry) => {
      const random = randomFor('late', queue);
      if (random() >= faults.lateShare) return entry;
      counts.late += 1;
      const late = 1 + Math.floor(random() * options.maxDelaySeconds);
      return { ...entry, DelaySeconds: Math.min(MAX_DELAY_SECONDS, (entry.DelaySeconds ?? 0) + late) };
    });
    return { ...call, body: JSON.stringify({ ...input, Entries }) };
  }

  function withCopies(reply: AwsReply, { body }: AwsCall, queue: string): AwsReply {
    if (!isResponse(reply) || reply.status !== 200) return reply;
    const { Messages = [], ...output }: { Messages?: Message[] } = JSON.parse(reply.body);
    for (const message of Messages) copy(message, queue);
    const { MaxNumberOfMessages = 1 }: { MaxNumberOfMessages?: number } = JSON.parse(body);
    const due = [...copies].filter(([, one]) => one.queue === queue && one.visibleAt <= options.now());
    const added = due.slice(0, Math.max(0, MaxNumberOfMessages - Messages.length)).map(([handle, one]) => {
      one.receives += 1;
      one.visibleAt = options.now() + options.visibilitySeconds(queue) * 1000;
      options.onCopy(one.message.Body);
      const Attributes = { ...one.message.Attributes, ApproximateReceiveCount: String(one.receives) };
      return { ...one.message, ReceiptHandle: handle, Attributes };
    });
    return added.length === 0 ? reply : withBody(reply, { ...output, Messages: [...Messages, ...added] });
  }

  function copy(message: Message, queue: string): void {
    const random = randomFor('copy', queue);
    if (random() >= faults.duplicateShare) return;
    counts.copied += 1;
    const visibleAt = options.now() + random() * options.maxDelaySeconds * 1000;
    copies.set(`copy-${counts.copied}-${message.MessageId}`, { message, queue, receives: 0, visibleAt });
  }

  function hide({ ReceiptHandle, VisibilityTimeout = 0 }: Entry): void {
    const copy = copies.get(ReceiptHandle);
    if (copy) copy.visibleAt = options.now() + VisibilityTimeout * 1000;
  }

  /** Handles the entries that name copies, and sends the others on. A deleted copy has the handle of no message. */
  async function handleEntries(call: AwsCall, next: Handle, handle: (entry: Entry) => unknown): Promise<AwsReply> {
    const input: { Entries: Entry[] } = JSON.parse(call.body);
    const isCopy = ({ ReceiptHandle }: Entry) => ReceiptHandle.startsWith('copy-');
    const own = input.Entries.filter(isCopy);
    if (own.length === 0) return next(call);
    for (const entry of own) handle(entry);
    const Successful = own.map(({ Id }) => ({ Id }));
    const Entries = input.Entries.filter((entry) => !isCopy(entry));
    if (Entries.length === 0) return jsonResponse({ Successful, Failed: [] });
    const reply = await next({ ...call, body: JSON.stringify({ ...input, Entries }) });
    if (!isResponse(reply) || reply.status !== 200) return reply;
    const output = JSON.parse(reply.body);
    return withBody(reply, { ...output, Successful: [...(output.Successful ?? []), ...Successful] });
  }

  return faults;
}
