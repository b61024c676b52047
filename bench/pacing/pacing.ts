/**
 * Measures how exactly a limit of attempts a second is kept, and what it costs another destination: a burst of events for a
 * destination with a limit, and a few events a second for one without, whose delays are compared with those before the burst.
 * Platform, endpoints and publisher are processes on one machine.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { mostInASecond } from '../../test/doubles/sliding-second.ts';
import type { Started } from '../isolation/platform.ts';
import { startProcess } from '../isolation/process.ts';
import type { Endpoints, Requests } from './endpoints.ts';

const EVENTS = 1000;
const PER_SECOND = 20;
/** Events of one call. */
const BATCH = 100;
/** Events a second for the destination without a limit. */
const BESIDE = 10;
/** Before the burst: for the first connections and instances, and for the delays without it. */
const WARM_UP_SECONDS = 5;
const BEFORE_SECONDS = 15;
/** Longest time until the last event arrives, in relation to the time that the limit requires. */
const GIVE_UP = 2;
/** Share by which the duration may differ from events / limit. */
const MAX_DEVIATION = 0.05;
/** The largest number of attempts in a second, in relation to the limit. */
const MAX_EXCESS = 1.2;
const MAX_RATIO = 1.3;
/** Rates, counts and delays depend on the machine below this, milliseconds. */
const SAME_MS = 10;

const now = (): number => performance.timeOrigin + performance.now();

export async function pacingBench(): Promise<void> {
  console.log(
    `\n${EVENTS} events at once for a destination that is limited to ${PER_SECOND} a second, and ${BESIDE} a second for another`,
  );
  const endpoints = await startProcess<Endpoints>('../pacing/endpoints.ts');
  const platform = await startProcess<Started>('./platform.ts');
  try {
    await measure(platform.started, endpoints);
  } finally {
    await Promise.all([platform.stop(), endpoints.stop()]);
  }
}

async function measure({ url, key }: Started, endpoints: Awaited<ReturnType<typeof startProcess<Endpoints>>>) {
  const post = async (account: string, path: string, body: object) => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'stripe-account': account };
    const response = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    const text = await response.text();
    if (response.status !== 200) throw new Error(text);
    return JSON.parse(text) as { id: string };
  };
  const create = (account: string, target: string, over: object) =>
    post(account, '/v2/core/event_destinations', {
      name: 'bench',
      type: 'webhook_endpoint',
      event_payload: 'snapshot',
      enabled_events: ['*'],
      webhook_endpoint: { url: target },
      ...over,
    });
  await create('acct_bench_limited', endpoints.started.limited, { delivery_limits: { per_second: PER_SECOND } });
  await create('acct_bench_unlimited', endpoints.started.unlimited, {});
  const event = (n: number) => ({ type: 'invoice.paid', data: { object: { id: `in_${n}`, object: 'invoice' } } });

  const beside: { readonly id: string; readonly from: number }[] = [];
  let isOver = false;
  const publishBeside = (async () => {
    const began = performance.now();
    for (let n = 0; !isOver; n++) {
      await pause(Math.max(0, began + (n * 1000) / BESIDE - performance.now()));
      const from = now();
      void post('acct_bench_unlimited', '/v1/events', event(n)).then(({ id }) => beside.push({ id, from }));
    }
  })();
  await pause((WARM_UP_SECONDS + BEFORE_SECONDS) * 1000);
  const burstAt = now();
  await Promise.all(
    Array.from({ length: EVENTS / BATCH }, (_, call) =>
      post('acct_bench_limited', '/v1/events/batch', {
        events: Array.from({ length: BATCH }, (_, index) => event(call * BATCH + index)),
      }),
    ),
  );
  const limited = await arrivals();
  isOver = true;
  await publishBeside;
  await pause(2000);
  const unlimited = new Map((await endpoints.tell('unlimited')) as Requests);
  const delays = (from: number, until: number) =>
    beside
      .filter((one) => one.from >= from && one.from < until)
      .map(({ id, from: at }) => (unlimited.get(id) ?? Number.POSITIVE_INFINITY) - at);
  const before = delays(burstAt - BEFORE_SECONDS * 1000, burstAt);
  const during = delays(burstAt, limited.at(-1)?.[1] ?? burstAt);
  show(
    limited.map(([, at]) => at),
    new Set(limited.map(([id]) => id)).size,
    before,
    during,
  );

  async function arrivals(): Promise<Requests> {
    const giveUpAt = burstAt + ((GIVE_UP * EVENTS) / PER_SECOND) * 1000;
    for (;;) {
      await pause(500);
      const all = (await endpoints.tell('limited')) as Requests;
      if (new Set(all.map(([id]) => id)).size >= EVENTS || now() > giveUpAt) return all;
    }
  }
}

function show(times: readonly number[], events: number, before: readonly number[], during: readonly number[]): void {
  const sorted = times.toSorted((a, b) => a - b);
  const seconds = ((sorted.at(-1) ?? 0) - (sorted[0] ?? 0)) / 1000;
  const expected = EVENTS / PER_SECOND;
  const most = mostInASecond(sorted);
  console.table({
    'destination with a limit': {
      events,
      attempts: times.length,
      seconds: seconds.toFixed(1),
      'a second': (times.length / seconds).toFixed(1),
      'most in a second': most,
    },
  });
  console.table({ 'before the burst': percentiles(before), during: percentiles(during) });
  const misses = [
    ...(events === EVENTS ? [] : [`${EVENTS - events} events have not arrived`]),
    ...(Math.abs(seconds / expected - 1) <= MAX_DEVIATION
      ? []
      : [`${seconds.toFixed(1)} s, target ${expected} s ± 5 %`]),
    ...(most <= PER_SECOND * MAX_EXCESS ? [] : [`${most} attempts in a second, target ${PER_SECOND * MAX_EXCESS}`]),
    ...(percentiles(during).p99 <= Math.max(percentiles(before).p99 * MAX_RATIO, percentiles(before).p99 + SAME_MS)
      ? []
      : ['the other destination is delayed']),
  ];
  for (const miss of misses) console.log(`  missed: ${miss}`);
  if (misses.length > 0) process.exitCode = 1;
}

const percentiles = (all: readonly number[]) => {
  const sorted = all.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round((sorted[Math.ceil(sorted.length * share) - 1] ?? 0) * 10) / 10;
  return { events: sorted.length, p50: at(0.5), p99: at(0.99) };
};
