/** What becomes of each event that comes: printed, forwarded, its answer told, acknowledged. */

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
import { Lane } from './lane.ts';
import { FETCH, type Reporter } from './lines.ts';

/** LocalResponse at once. */
const PARALLEL = 20;
/** So many may wait before the socket is held. */
const WAITING = 500;

export interface ListenerOptions {
  /** May lose it, when the socket is cut: it comes again then. */
  readonly send: (text: string) => void;
  readonly hold: (held: boolean) => void;
  readonly reporter: Reporter;
  readonly fetchBody: (incoming: ReceivedEvent) => Promise<string>;
  /** Undefined where events are only shown. */
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
  private readonly lane: Lane;
  private readonly options: ListenerOptions;

  constructor(options: ListenerOptions) {
    this.options = options;
    this.acks = new Acks(options.send);
    this.lane = new Lane({ parallel: PARALLEL, full: WAITING, onPressure: options.hold });
  }

  /** A message of the socket. */
  take(text: string): void {
    const incoming = readFrame(text);
    if (!incoming) return;
    // One that was asked for says nothing of those around it.
    const acknowledge = incoming.resent ? () => {} : this.acks.add(ackFrame(incoming));
    const isNew = this.recent.add(incoming.eventId);
    if (!isNew && !incoming.resent) {
      this.tally.duplicates++;
      acknowledge();
      return;
    }
    this.tally.received++;
    this.lane.add(async () => {
      await this.deal(incoming);
      acknowledge();
    });
  }

  /** What is under way is finished; what waits comes to the next listener. */
  async finish(): Promise<void> {
    this.lane.drop();
    await this.lane.idle();
  }

  private async deal(incoming: ReceivedEvent): Promise<void> {
    const { reporter, fetchBody, forward, send } = this.options;
    let body: string;
    try {
      body = incoming.body ?? (await fetchBody(incoming));
    } catch (error) {
      this.tally.failed++;
      return reporter.failure(incoming, FETCH, (error as Error).message);
    }
    reporter.event(incoming, body);
    if (!forward) return;
    const { url, forwarder } = forward;
    let answer: LocalResponse;
    try {
      answer = await forwarder.send({ eventId: incoming.eventId, body, headers: incoming.headers });
    } catch (error) {
      this.tally.failed++;
      return reporter.failure(incoming, `POST ${url}`, (error as Error).message);
    }
    this.tally.forwarded++;
    if (answer.status >= 300) this.tally.failed++;
    reporter.answer(incoming, url, answer);
    send(responseFrame(incoming, url, answer));
  }
}
