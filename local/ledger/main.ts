/**
 * The ledger: real payloads are published to a healthy webhook, to one that fails the first tries of each event, and to
 * an EventBridge bus with a rule into a queue; then every event is accounted for at each of them.
 */
import type { AwsEndpoints } from '../aws/emulators.ts';
import { ACCOUNT, REGION } from '../template.ts';
import { type Account, type Arrival, account, type DeliveryRecord, firstBodies, type Published } from './account.ts';
import { apiCaller, type Call, listAll } from './api.ts';
import { startBusReader } from './bus.ts';
import { githubPayloads, type Payload } from './payloads.ts';
import { startWebhook } from './webhook.ts';

/** Tries of each event that the flaky webhook answers with 503. */
export const FLAKY_FAILURES = 2;

const BATCH_EVENTS = 100;
const PAUSE_MS = 100;
const PATH = '/v2/core/event_destinations';

export const DESTINATIONS = ['healthy webhook', 'flaky webhook', 'EventBridge bus'] as const;
export type DestinationName = (typeof DESTINATIONS)[number];

export interface LedgerOptions {
  /** Of the API. */
  readonly url: string;
  readonly key: string;
  /** Where the customer's bus and queue are. */
  readonly endpoints: AwsEndpoints;
  readonly payloads?: readonly Payload[];
  /** What has not arrived and is not on record by then counts as missing, milliseconds. */
  readonly timeoutMs?: number;
  /** `delivered` is how many distinct events the destination has accepted. */
  readonly onProgress?: (name: DestinationName, delivered: number) => void;
}

export interface Ledger {
  readonly published: number;
  readonly accounts: Readonly<Record<DestinationName, Account>>;
  /** Nothing is missing, altered, unverified or unrecorded anywhere. */
  readonly complete: boolean;
  /** From the first publish to the last delivery on record, milliseconds. */
  readonly durationMs: number;
}

interface Created {
  readonly id: string;
  readonly webhook_endpoint?: { readonly signing_secret: string };
}

/** Leaves nothing behind: destinations, rule and queue are deleted at its end. */
export async function runLedger(options: LedgerOptions): Promise<Ledger> {
  const { url, key, endpoints, payloads = githubPayloads(), timeoutMs = 120_000, onProgress } = options;
  const call = apiCaller(url, key);
  const stops: (() => Promise<unknown>)[] = [];
  const accepted = Object.fromEntries(DESTINATIONS.map((name) => [name, new Set<string>()]));
  const progress = (name: DestinationName) => (arrival: Arrival) => {
    if (!arrival.accepted) return;
    onProgress?.(name, (accepted[name] as Set<string>).add(arrival.eventId).size);
  };
  const create = async (name: DestinationName, target: object) => {
    const created = await call<Created>('POST', PATH, {
      name,
      event_payload: 'snapshot',
      enabled_events: ['github.*'],
      include: ['webhook_endpoint.signing_secret'],
      ...target,
    });
    stops.push(() => call('DELETE', `${PATH}/${created.id}`));
    return created;
  };
  const webhook = async (name: DestinationName, failures: number) => {
    const receiver = await startWebhook(failures, progress(name));
    stops.push(receiver.stop);
    const { id, webhook_endpoint } = await create(name, {
      type: 'webhook_endpoint',
      webhook_endpoint: { url: receiver.url },
    });
    receiver.trust(webhook_endpoint?.signing_secret ?? '');
    return { name, id, arrivals: receiver.arrivals };
  };
  try {
    const healthy = await webhook('healthy webhook', 0);
    const flaky = await webhook('flaky webhook', FLAKY_FAILURES);
    const bus = await create('EventBridge bus', {
      type: 'amazon_eventbridge',
      amazon_eventbridge: { aws_account_id: ACCOUNT, aws_region: REGION },
    });
    const reader = await startBusReader(endpoints, bus.id, progress('EventBridge bus'));
    stops.push(reader.stop);
    const destinations = [healthy, flaky, { name: 'EventBridge bus' as const, id: bus.id, arrivals: reader.arrivals }];

    const started = Date.now();
    const deadline = started + timeoutMs;
    const published = await publish(call, payloads);
    while (Date.now() < deadline && DESTINATIONS.some((name) => (accepted[name]?.size ?? 0) < published.length)) {
      await pause();
    }
    const recorded: (readonly DeliveryRecord[])[] = [];
    for (const { id } of destinations) recorded.push(await records(call, id, published.length, deadline));
    const durationMs = Date.now() - started;
    await reader.drain();

    const bodies = firstBodies(healthy.arrivals);
    const accounts = Object.fromEntries(
      destinations.map(({ name, arrivals }, index) => [
        name,
        account({ published, arrivals, records: recorded[index] ?? [], bodies }),
      ]),
    ) as Record<DestinationName, Account>;
    const faults = Object.values(accounts).flatMap((one) => Object.values(one.faults).flat());
    return { published: published.length, accounts, complete: faults.length === 0, durationMs };
  } finally {
    // All of them, also when the platform is gone: what went wrong before is what the caller has to hear.
    await Promise.allSettled(stops.map((stop) => stop()));
  }
}

/** @throws Error when the platform refuses any of them */
async function publish(call: Call, payloads: readonly Payload[]): Promise<Published[]> {
  const published: Published[] = [];
  for (let from = 0; from < payloads.length; from += BATCH_EVENTS) {
    const batch = payloads.slice(from, from + BATCH_EVENTS);
    const events = batch.map(({ type, object }) => ({ type, data: { object } }));
    const answer = await call<{ data: { id: string }[]; failed: number }>('POST', '/v1/events/batch', { events });
    if (answer.failed > 0) throw new Error(`${answer.failed} events were refused: ${JSON.stringify(answer.data)}`);
    published.push(...batch.map((payload, index) => ({ ...payload, id: answer.data[index]?.id ?? '' })));
  }
  return published;
}

/** All deliveries of a destination, asked for again until so many are delivered: an attempt is recorded after it ends. */
async function records(call: Call, id: string, expected: number, deadline: number): Promise<DeliveryRecord[]> {
  for (;;) {
    const found = await listAll<DeliveryRecord>(call, `${PATH}/${id}/deliveries?limit=100`);
    const delivered = found.filter(({ status }) => status === 'delivered').length;
    if (delivered >= expected || Date.now() > deadline) return found;
    await pause();
  }
}

const pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
