/**
 * An SQS standard queue in virtual time: visibility timeout, receive counts, delays, a dead-letter queue.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/standard-queues.html
 */
import type { DeliveryMessage } from '../../../lambdas/core/delivery/delivery.ts';
import { deliveryIdOf } from './identity.ts';
import type { Random } from './random.ts';

export interface QueuedMessage {
  readonly id: string;
  readonly message: DeliveryMessage;
  /** Id of the delivery it is for. */
  readonly delivery: string;
  /** Name of the worker that sent it. */
  readonly sentBy: string;
  readonly sentAt: number;
  /** Why another message may be on its way for the same delivery, where there is a reason. */
  extra: string | undefined;
  /** The queue delivers it more than once: there is a copy of it, or it was shown too early. */
  isRepeated: boolean;
  visibleAt: number;
  receivedAt: number;
  receives: number;
  receipt: string | undefined;
  /** The queue that it was sent to. A dead letter is redriven to it. */
  readonly sentTo: StandardQueue;
}

export interface QueueOptions {
  readonly name: string;
  readonly visibilityMs: number;
  /** Receives after which a message goes to `deadLetters`. */
  readonly maxReceives: number;
  readonly deadLetters?: StandardQueue;
  readonly now: () => number;
  /** A message can be received from this time on. */
  readonly wake: (at: number) => void;
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html */
const MAX_VISIBILITY_MS = 12 * 3_600_000;
const MAX_DELAY_SECONDS = 900;
const MAX_BATCH = 10;

export class StandardQueue {
  readonly messages = new Set<QueuedMessage>();
  readonly #options: QueueOptions;
  #sent = 0;

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  send(message: DeliveryMessage, delaySeconds: number, given: Pick<QueuedMessage, 'sentBy' | 'extra'>): QueuedMessage {
    if (!Number.isInteger(delaySeconds) || delaySeconds < 0 || delaySeconds > MAX_DELAY_SECONDS) {
      throw new Error(`SQS takes no delay of ${delaySeconds} seconds.`);
    }
    const copy: DeliveryMessage = JSON.parse(JSON.stringify(message));
    return this.#add({
      id: `${this.#options.name}-${++this.#sent}`,
      message: copy,
      delivery: deliveryIdOf(copy),
      ...given,
      isRepeated: false,
      sentAt: this.#options.now(),
      visibleAt: this.#options.now() + delaySeconds * 1000,
      receivedAt: 0,
      receives: 0,
      receipt: undefined,
      sentTo: this,
    });
  }

  /** Delivers a message a second time: another server of the queue has a copy of it. */
  duplicate(of: QueuedMessage, visibleAt: number): void {
    of.extra = 'duplicated by the queue';
    of.isRepeated = true;
    this.#add({ ...of, visibleAt, receipt: undefined });
  }

  /** Delivers a message again although it is hidden. */
  showEarly(message: QueuedMessage): void {
    message.extra ??= 'shown early by the queue';
    message.isRepeated = true;
    this.show(message, this.#options.now());
  }

  /** Counts a message as received as often as it can be: by workers that died, say. */
  wearOut(message: QueuedMessage): void {
    message.receives = this.#options.maxReceives;
  }

  /** Shows a message at another time than it should. */
  show(message: QueuedMessage, visibleAt: number): void {
    message.visibleAt = visibleAt;
    this.#options.wake(visibleAt);
  }

  isVisible = (message: QueuedMessage): boolean => message.visibleAt <= this.#options.now();

  /** Up to ten of what is visible, in no order. */
  receive(random: Random): QueuedMessage[] {
    const { now, visibilityMs, maxReceives, deadLetters } = this.#options;
    const batch: QueuedMessage[] = [];
    const visible = [...this.messages].filter(this.isVisible);
    while (batch.length < MAX_BATCH && visible.length > 0) {
      const [message] = visible.splice(Math.floor(random() * visible.length), 1) as [QueuedMessage];
      if (deadLetters && message.receives >= maxReceives) {
        this.messages.delete(message);
        deadLetters.#add({ ...message, receives: 0, receipt: undefined, visibleAt: now() });
        continue;
      }
      message.receives += 1;
      message.receipt = `${message.id}/${message.receives}/${this.#sent++}`;
      message.receivedAt = now();
      this.show(message, now() + visibilityMs);
      batch.push(message);
    }
    return batch;
  }

  /** Another receive since makes a receipt worthless. */
  byReceipt(receipt: string): QueuedMessage | undefined {
    return [...this.messages].find((message) => message.receipt === receipt);
  }

  hide(receipt: string, seconds: number): void {
    if (!Number.isInteger(seconds) || seconds < 0 || seconds * 1000 > MAX_VISIBILITY_MS) {
      throw new Error(`SQS takes no visibility timeout of ${seconds} seconds.`);
    }
    const message = this.byReceipt(receipt);
    if (!message || this.isVisible(message)) return;
    const until = this.#options.now() + seconds * 1000;
    if (until - message.receivedAt > MAX_VISIBILITY_MS) return;
    this.show(message, until);
  }

  delete(receipt: string): void {
    const message = this.byReceipt(receipt);
    if (message) this.messages.delete(message);
  }

  /** Redrives dead letters like an operator: they become new messages of the queues that they were sent to. */
  redrive(isReady: (message: QueuedMessage) => boolean): number {
    const all = [...this.messages].filter((message) => this.isVisible(message) && isReady(message));
    for (const message of all) {
      this.messages.delete(message);
      const sent = message.sentTo.send(message.message, 0, {
        sentBy: message.sentBy,
        extra: message.extra ?? 'redriven',
      });
      sent.isRepeated = message.isRepeated;
    }
    return all.length;
  }

  /** Received and not deleted, hidden ones included. */
  inFlight = (): number => [...this.messages].filter((one) => one.receives > 0 && !this.isVisible(one)).length;

  #add(message: QueuedMessage): QueuedMessage {
    this.messages.add(message);
    this.#options.wake(message.visibleAt);
    return message;
  }
}
