/** Compares the published events, their requests to each destination, and the deliveries that the API returns. */
import { CAUSES, type Cause, type Causes } from './causes.ts';
import type { Destination, Name } from './destinations.ts';
import type { Arrivals } from './endpoints.ts';
import type { Publisher } from './publisher.ts';
import type { Json, RetryingApi } from './retrying-api.ts';

/** States of a delivery, as the API returns them. `not_sent`: the destination was disabled or deleted when the event was published. */
export const STATES = ['delivered', 'failed', 'waiting', 'pending', 'not_sent'] as const;
export type State = (typeof STATES)[number];

/** Results of an event that make a run fail. */
export const PROBLEMS = {
  lost: 'published, but the API does not return it',
  unknown: 'returned or received, but never confirmed to the publisher',
  uncounted: 'published, but the API returns no state of its delivery',
  missing: 'recorded as delivered, but never accepted by the endpoint',
  unrecorded: 'accepted by the endpoint, but recorded as failed',
  altered: 'received with another body than it was published with',
  unverified: 'received with an invalid signature',
  unexpected: 'failed for a reason that the run did not cause',
  unexplained: 'accepted more than once without a cause that the run injected',
  renamed: 'confirmed under two ids',
} as const;
export type Problem = keyof typeof PROBLEMS;

export interface Found {
  readonly problem: Problem;
  readonly destination?: Name;
  readonly event: string;
  readonly detail?: string;
}

export interface Account {
  readonly published: number;
  readonly states: Readonly<Record<State, number>>;
  readonly attempts: number;
  /** Attempts after the first one of a delivery. */
  readonly retries: number;
  /** Repeated acceptances, by cause. */
  readonly duplicates: Readonly<Record<Cause, number>>;
  /** Requests that were refused because of their time. */
  readonly offTime: number;
}

export interface Reconciliation {
  readonly accounts: ReadonlyMap<Name, Account>;
  readonly problems: readonly Found[];
}

/** Reasons of failures that the owner of a destination causes. */
const EXPECTED_FAILURES: Readonly<Partial<Record<Name, readonly string[]>>> = {
  toggled: ['destination_disabled'],
  deleted: ['destination_deleted'],
};

export async function reconcile(
  api: RetryingApi,
  { events, renamed }: Publisher,
  destinations: readonly Destination[],
  causes: Causes,
): Promise<Reconciliation> {
  const problems: Found[] = renamed.map((event) => ({ problem: 'renamed', event }));
  const listed = new Set((await api.list('/v1/events?limit=100')).map(({ id }) => id as string));
  for (const id of events.keys()) if (!listed.has(id)) problems.push({ problem: 'lost', event: id });
  for (const id of listed) if (!events.has(id)) problems.push({ problem: 'unknown', event: id });

  const accounts = new Map<Name, Account>();
  for (const destination of destinations) {
    const { name, id: destinationId, prefixes } = destination;
    const matching = [...events].filter(([, { type }]) => isSelected(type, prefixes));
    const rows = await deliveriesOf(
      api,
      destination,
      matching.map(([id]) => id),
    );
    const states = Object.fromEntries(STATES.map((state) => [state, 0])) as Record<State, number>;
    const duplicates = Object.fromEntries(Object.keys(CAUSES).map((cause) => [cause, 0])) as Record<Cause, number>;
    let [attempts, retries, offTime] = [0, 0, 0];
    const report = (problem: Problem, event: string, detail?: string) =>
      problems.push({ problem, destination: name, event, ...(detail ? { detail } : {}) });

    for (const [event, { digest }] of matching) {
      const row = rows.get(event);
      const arrivals = destination.endpoint.arrivals.get(event);
      const accepted = arrivals?.accepted.length ?? 0;
      if (!row) report('uncounted', event);
      else {
        states[row.state] += 1;
        attempts += row.attempts;
        retries += Math.max(0, row.attempts - 1);
      }
      if (row?.state === 'delivered' && accepted === 0) report('missing', event);
      const failure = row?.state === 'failed' ? (row.reason ?? '') : undefined;
      const isExpected = failure === undefined || EXPECTED_FAILURES[name]?.includes(failure);
      if (!isExpected) report(accepted > 0 ? 'unrecorded' : 'unexpected', event, failure);
      if (!arrivals) continue;
      for (const problem of problemsOf(arrivals, digest)) report(problem, event);
      offTime += arrivals.offTime;
      for (const cause of causes.explain(destinationId, event, arrivals)) {
        if (cause) duplicates[cause] += 1;
        else report('unexplained', event, arrivals.accepted.map((at) => new Date(at).toISOString()).join(' '));
      }
    }
    for (const id of [...destination.endpoint.arrivals.keys(), ...rows.keys()]) {
      const event = events.get(id);
      if (!event || !isSelected(event.type, prefixes)) report('unknown', id);
    }
    accounts.set(name, { published: matching.length, states, attempts, retries, duplicates, offTime });
  }
  return { accounts, problems };
}

/** Returns whether a destination with these prefixes receives events of a type. */
export const isSelected = (type: string, prefixes: readonly string[]): boolean =>
  prefixes.length === 0 || prefixes.some((prefix) => type.startsWith(prefix));

const problemsOf = ({ digests, invalid }: Arrivals, digest: string): Problem[] => [
  ...([...digests].some((one) => one !== digest) ? (['altered'] as const) : []),
  ...(invalid > 0 ? (['unverified'] as const) : []),
];

interface Row {
  readonly state: State;
  readonly attempts: number;
  readonly reason?: string | null;
}

/** Returns the deliveries by event, from the list of the destination, and for events that it does not have from the event. */
async function deliveriesOf(api: RetryingApi, { id, name }: Destination, events: readonly string[]) {
  const rows = new Map<string, Row>();
  const path = `/v2/core/event_destinations/${id}/deliveries?limit=100`;
  if (name !== 'deleted') for (const row of await api.list(path)) rows.set(row.event, rowOf(row));
  for (const event of events.filter((one) => !rows.has(one))) {
    const outcomes: Json[] = (await api.call('GET', `/v1/events/${event}/deliveries`)).data;
    const outcome = outcomes.find(({ destination }) => destination === id);
    if (outcome?.matched && outcome.delivery) rows.set(event, rowOf(outcome.delivery));
    else if (outcome && !outcome.matched) rows.set(event, { state: 'not_sent', attempts: 0, reason: outcome.reason });
    // A deleted destination is listed only for the events that matched it.
    else if (name === 'deleted') rows.set(event, { state: 'not_sent', attempts: 0 });
  }
  return rows;
}

const rowOf = ({ status, waiting, attempt_count, failure_reason }: Json): Row => ({
  state: status === 'pending' && waiting ? 'waiting' : status,
  attempts: attempt_count,
  reason: failure_reason,
});
