/**
 * Publishes real payloads to a healthy webhook, to a webhook that fails the first attempts of each event, and to an
 * EventBridge bus with a rule that sends to a queue. Then checks that every event arrived at each of them.
 */
import type { AwsEndpoints } from '../aws/emulators.ts';
import { ACCOUNT, REGION } from '../template.ts';
import { apiCaller, type Call, listAll } from './api.ts';
import { startBusReader } from './bus.ts';
import { githubPayloads, type Payload } from './payloads.ts';
import {
  type Arrival,
  type DeliveryRecord,
  firstBodies,
  type Published,
  type Reconciliation,
  reconcile,
} from './reconcile.ts';
import { startWebhook } from './webhook.ts';

/** Number of attempts of each event for which the flaky webhook returns a 503. */
export const FLAKY_FAILURES = 2;

const BATCH_EVENTS = 100;
const PAUSE_MS = 100;
const PATH = '/v2/core/event_destinations';

export const DESTINATIONS = ['healthy webhook', 'flaky webhook', 'EventBridge bus'] as const;
export type DestinationName = (typeof DESTINATIONS)[number];

export interface DemoOptions {
  /** URL of the API. */
  readonly url: string;
  readonly key: string;
  /** Endpoints of the customer's bus and queue. */
  readonly endpoints: AwsEndpoints;
  readonly payloads?: readonly Payload[];
  /** Time after which an event that has not arrived or is not recorded counts as missing, milliseconds. */
  readonly timeoutMs?: number;
  /** Receives the number of distinct events that a destination has accepted. */
  readonly onProgress?: (name: DestinationName, delivered: number) => void;
}

export interface DemoResult {
  readonly published: number;
  readonly reconciliations: Readonly<Record<DestinationName, Reconciliation>>;
  /** True when no event is missing, altered, unverified or unrecorded at any destination. */
  readonly complete: boolean;
  /** Time from the first publish to the last recorded delivery, milliseconds. */
  readonly durationMs: number;
}

interface Created {
  readonly id: string;
  readonly webhook_endpoint?: { readonly signing_secret: string };
}

/** Runs the demo. Deletes the destinations, the rule and the queue at the end. */
export async function runDemo(options: DemoOptions): Promise<DemoResult> {
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
    const reconciliations = Object.fromEntries(
      destinations.map(({ name, arrivals }, index) => [
        name,
        reconcile({ published, arrivals, records: recorded[index] ?? [], bodies }),
      ]),
    ) as Record<DestinationName, Reconciliation>;
    const problems = Object.values(reconciliations).flatMap((one) => Object.values(one.problems).flat());
    return { published: published.length, reconciliations, complete: problems.length === 0, durationMs };
  } finally {
    // Closes all of them, also when the platform no longer responds, so that the caller receives the original error.
    await Promise.allSettled(stops.map((stop) => stop()));
  }
}

/** Publishes the payloads. @throws Error when one is rejected */
async function publish(call: Call, payloads: readonly Payload[]): Promise<Published[]> {
  const published: Published[] = [];
  for (let from = 0; from < payloads.length; from += BATCH_EVENTS) {
    const batch = payloads.slice(from, from + BATCH_EVENTS);
    const events = batch.map(({ type, object }) => ({ type, data: { object } }));
    const response = await call<{ data: { id: string }[]; failed: number }>('POST', '/v1/events/batch', { events });
    if (response.failed > 0)
      throw new Error(`${response.failed} events were rejected: ${JSON.stringify(response.data)}`);
    published.push(...batch.map((payload, index) => ({ ...payload, id: response.data[index]?.id ?? '' })));
  }
  return published;
}

/** Reads all deliveries of a destination until `expected` are delivered, because an attempt is recorded after it ends. */
async function records(call: Call, id: string, expected: number, deadline: number): Promise<DeliveryRecord[]> {
  for (;;) {
    const found = await listAll<DeliveryRecord>(call, `${PATH}/${id}/deliveries?limit=100`);
    const delivered = found.filter(({ status }) => status === 'delivered').length;
    if (delivered >= expected || Date.now() > deadline) return found;
    await pause();
  }
}

const pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
