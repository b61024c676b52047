/** Compares what was published, what arrived at a destination, and what the API returns about it. */
import { isDeepStrictEqual } from 'node:util';
import type { Payload } from './payloads.ts';

/** A published payload with the id that the platform returned. */
export interface Published extends Payload {
  readonly id: string;
}

/** One request, or one event received from a queue. */
export interface Arrival {
  readonly eventId: string;
  /** The received event. Undefined when the body was not JSON. */
  readonly body: unknown;
  readonly bytes: number;
  /** Whether the response was a 2xx. */
  readonly accepted: boolean;
  /** Valid signatures. None on a bus. */
  readonly signatures?: { readonly stripe: boolean; readonly standardWebhooks: boolean };
}

/** The fields of a delivery that are compared. */
export interface DeliveryRecord {
  readonly event: string;
  readonly status: string;
  readonly attempt_count: number;
}

/** Possible problems of an event at a destination. */
export const PROBLEMS = {
  missing: 'published, but never accepted by the destination',
  unknown: 'received or recorded, but never published',
  altered: 'received with data that was not published',
  differing: 'received with different bodies',
  unverified: 'received with an invalid signature',
  unrecorded: 'not recorded as delivered exactly once',
} as const;

export interface Reconciliation {
  /** Distinct published events that were accepted. */
  readonly delivered: number;
  /** Repeated acceptances of an event, because delivery is at least once. */
  readonly duplicates: number;
  /** Requests that received an intended error response. */
  readonly refused: number;
  /** Attempts that the platform recorded. */
  readonly attempts: number;
  /** Number of all arrivals. */
  readonly bytes: number;
  /** Arrivals with a valid signature, and arrivals that need one. */
  readonly signatures: { readonly stripe: number; readonly standardWebhooks: number; readonly of: number };
  /** Ids of events, without duplicates. */
  readonly problems: Readonly<Record<keyof typeof PROBLEMS, readonly string[]>>;
}

export interface ReconciliationInput {
  readonly published: readonly Published[];
  readonly arrivals: readonly Arrival[];
  readonly records: readonly DeliveryRecord[];
  /** The expected body of each event, by id. */
  readonly bodies: ReadonlyMap<string, unknown>;
}

export function reconcile({ published, arrivals, records, bodies }: ReconciliationInput): Reconciliation {
  const sent = new Map(published.map((one) => [one.id, one]));
  const acceptances = arrivals.filter(({ accepted, eventId }) => accepted && sent.has(eventId));
  const accepted = new Set(acceptances.map(({ eventId }) => eventId));
  const signed = arrivals.flatMap(({ signatures }) => signatures ?? []);
  const deliveredOnce = (id: string) => {
    const found = records.filter(({ event }) => event === id);
    return found.length === 1 && found[0]?.status === 'delivered';
  };
  const ids = (wrong: readonly Arrival[]) => [...new Set(wrong.map(({ eventId }) => eventId))];
  const known = arrivals.filter(({ eventId }) => sent.has(eventId));
  const seen = [...arrivals.map(({ eventId }) => eventId), ...records.map(({ event }) => event)];
  return {
    delivered: accepted.size,
    duplicates: acceptances.length - accepted.size,
    refused: arrivals.filter((one) => !one.accepted).length,
    attempts: records.reduce((sum, { attempt_count }) => sum + attempt_count, 0),
    bytes: arrivals.reduce((sum, { bytes }) => sum + bytes, 0),
    signatures: {
      stripe: signed.filter(({ stripe }) => stripe).length,
      standardWebhooks: signed.filter(({ standardWebhooks }) => standardWebhooks).length,
      of: signed.length,
    },
    problems: {
      missing: published.filter(({ id }) => !accepted.has(id)).map(({ id }) => id),
      unknown: [...new Set(seen.filter((id) => !sent.has(id)))],
      altered: ids(known.filter(({ eventId, body }) => !carries(body, sent.get(eventId) as Published))),
      differing: ids(known.filter(({ eventId, body }) => !isDeepStrictEqual(body, bodies.get(eventId)))),
      unverified: ids(
        arrivals.filter(({ signatures }) => signatures && !(signatures.stripe && signatures.standardWebhooks)),
      ),
      unrecorded: published.filter(({ id }) => !deliveredOnce(id)).map(({ id }) => id),
    },
  };
}

function carries(body: unknown, { id, type, object }: Published): boolean {
  const event = body as { id?: unknown; type?: unknown; data?: unknown } | undefined;
  return event?.id === id && event.type === type && isDeepStrictEqual(event.data, { object });
}

/** Returns the first body of each event. */
export function firstBodies(arrivals: readonly Arrival[]): Map<string, unknown> {
  const bodies = new Map<string, unknown>();
  for (const { eventId, body } of arrivals) if (!bodies.has(eventId)) bodies.set(eventId, body);
  return bodies;
}
