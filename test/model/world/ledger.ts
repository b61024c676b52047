/** Records what happened in a sequence, independent of the code under test. The checks compare the tables with it. */
import type { Destination } from '../../../lambdas/core/destination/destination.ts';
import type { WaybillEvent } from '../../../lambdas/core/event/event.ts';
import { eventKeyAt } from '../../../lambdas/core/ids.ts';
import type { Recovery } from '../../../lambdas/core/recovery/recovery.ts';
import type { Outcome } from './endpoints.ts';
import { ALL, deliveryId, eventId } from './identity.ts';
import type { Worker } from './simulation.ts';
import type { QueuedMessage } from './standard-queue.ts';

/** One attempt, as the endpoint saw it. */
export interface Sent {
  readonly token: string;
  readonly delivery: string;
  readonly worker: Worker;
  readonly message: QueuedMessage;
  readonly receives: number;
  readonly startedAt: number;
  readonly outcome: Outcome;
  readonly ok: boolean;
  /** The fast lane ended it. The endpoint may have received it; it must not be recorded. */
  readonly cutShort: boolean;
  endsAt: number;
  /** A row was written that has it. */
  recorded: boolean;
}

export interface Stored {
  readonly event: WaybillEvent;
  readonly at: number;
  readonly worker: Worker;
  accepted: boolean;
}

export interface Violation {
  readonly rule: string;
  readonly text: string;
}

interface Version {
  readonly from: number;
  readonly destination: Destination | undefined;
}

export class Ledger {
  readonly sent: Sent[] = [];
  readonly byToken = new Map<string, Sent>();
  readonly byDelivery = new Map<string, Sent[]>();
  readonly events = new Map<string, Stored>();
  /** Deliveries that a resend requested. */
  readonly requested = new Set<string>();
  readonly recoveries: Recovery[] = [];
  readonly counts = new Map<string, number>();
  readonly violations: Violation[] = [];
  readonly trace: string[] = [];
  readonly #now: () => number;
  readonly #isTraced: boolean;
  readonly #versions = new Map<string, Version[]>();
  readonly #disturbed = new Map<string, number>();

  constructor(now: () => number, isTraced: boolean) {
    this.#now = now;
    this.#isTraced = isTraced;
  }

  count = (name: string): void => {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  };

  note(text: () => string): void {
    if (this.#isTraced) this.trace.push(`${new Date(this.#now()).toISOString().slice(5, 23)} ${text()}`);
  }

  violate(rule: string, text: string): void {
    this.violations.push({ rule, text });
    this.note(() => `VIOLATION ${rule}: ${text}`);
  }

  addSent(sent: Sent): void {
    this.sent.push(sent);
    this.byToken.set(sent.token, sent);
    const before = this.byDelivery.get(sent.delivery);
    if (before) before.push(sent);
    else this.byDelivery.set(sent.delivery, [sent]);
  }

  /** Whether a resend requested it, or a recovery may have found it. */
  wasRequested = (destinationId: string, event: Pick<WaybillEvent, 'account' | 'mode' | 'key'>): boolean =>
    this.requested.has(deliveryId(destinationId, event, event.key)) ||
    this.recoveries.some((one) => one.destinationId === destinationId && event.key < eventKeyAt(one.until));

  sentFor = (delivery: string): readonly Sent[] => this.byDelivery.get(delivery) ?? [];

  storedEvent = (event: Pick<WaybillEvent, 'account' | 'mode' | 'key'>): Stored | undefined =>
    this.events.get(eventId(event, event.key));

  /** Something that was done to a delivery (or to all) may make its next attempt late. @param until it lasts */
  disturb(delivery: string, until = this.#now()): void {
    this.#disturbed.set(delivery, Math.max(until, this.#disturbed.get(delivery) ?? 0));
  }

  wasDisturbedSince = (time: number, ...deliveries: string[]): boolean =>
    [ALL, ...deliveries].some((one) => (this.#disturbed.get(one) ?? 0) >= time);

  destinationIs(id: string, destination: Destination | undefined): void {
    const versions = this.#versions.get(id) ?? [];
    versions.push({ from: this.#now(), destination });
    this.#versions.set(id, versions);
  }

  /** Every state the destination was in from `since` to now; undefined: deleted. */
  destinationSince(id: string, since: number): (Destination | undefined)[] {
    const versions = this.#versions.get(id) ?? [];
    const first = versions.findLastIndex(({ from }) => from <= since);
    return versions.slice(Math.max(0, first)).map(({ destination }) => destination);
  }
}
