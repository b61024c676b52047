/** Processes the events that arrive: prints, forwards and acknowledges each one, and reports the local response. */

import {
  ackFrame,
  type LocalResponse,
  type ReceivedEvent,
  readFrame,
  responseFrame,
} from '../../api-client/listen/frames.ts';
import { RecentIds } from '../../api-client/listen/recent-ids.ts';
import { Acks } from './acks.ts';
import type { Forwarder } from './forward.ts';
import { ForwardQueue } from './forward-queue.ts';
import { FETCH, type Reporter } from './lines.ts';

/** Most events that are forwarded at a time. */
const CONCURRENCY = 20;
/** Number of waiting events from which the socket is paused. */
const MAX_WAITING = 500;

export interface ListenerOptions {
  /** May lose the text when the connection is lost: the event is sent again then. */
  readonly send: (text: string) => void;
  readonly pauseSocket: (paused: boolean) => void;
  readonly reporter: Reporter;
  readonly fetchBody: (event: ReceivedEvent) => Promise<string>;
  /** Undefined when events are only shown. */
  readonly forward: { readonly url: string; readonly forwarder: Forwarder } | undefined;
}

export interface Tally {
  received: number;
  forwarded: number;
  failed: number;
  duplicates: number;
}

export class Listener {
  readonly tally: Tally = { received: 0, forwarded: 0, failed: 0, duplicates: 0 };
  private readonly recent = new RecentIds();
  private readonly acks: Acks;
  private readonly queue: ForwardQueue;
  private readonly options: ListenerOptions;

  constructor(options: ListenerOptions) {
    this.options = options;
    this.acks = new Acks(options.send);
    this.queue = new ForwardQueue({
      concurrency: CONCURRENCY,
      maxWaiting: MAX_WAITING,
      onFull: options.pauseSocket,
    });
  }

  /** Takes a message of the socket. */
  receive(text: string): void {
    const event = readFrame(text);
    if (!event) return;
    // A resent event is out of order, so it does not move the cursor.
    const acknowledge = event.resent ? () => {} : this.acks.add(ackFrame(event));
    const isNew = this.recent.add(event.eventId);
    if (!isNew && !event.resent) {
      this.tally.duplicates++;
      acknowledge();
      return;
    }
    this.tally.received++;
    this.queue.add(async () => {
      await this.process(event);
      acknowledge();
    });
  }

  /** Finishes the running forwards. Events that wait are sent to the next listener. */
  async finish(): Promise<void> {
    this.queue.clear();
    await this.queue.idle();
  }

  private async process(event: ReceivedEvent): Promise<void> {
    const { reporter, fetchBody, forward, send } = this.options;
    let body: string;
    try {
      body = event.body ?? (await fetchBody(event));
    } catch (error) {
      this.tally.failed++;
      return reporter.failure(event, FETCH, (error as Error).message);
    }
    reporter.event(event, body);
    if (!forward) return;
    const { url, forwarder } = forward;
    let response: LocalResponse;
    try {
      response = await forwarder.send({ eventId: event.eventId, body, headers: event.headers });
    } catch (error) {
      this.tally.failed++;
      return reporter.failure(event, `POST ${url}`, (error as Error).message);
    }
    this.tally.forwarded++;
    if (response.status >= 300) this.tally.failed++;
    reporter.response(event, url, response);
    send(responseFrame(event, url, response));
  }
}
