/**
 * Measures how exactly a limit of attempts a second is kept, and what it costs another destination: a burst of events for a
 * destination with a limit, and a few events a second for another one. A burst takes processor time by itself, so the delays of the
 * other destination are compared with those beside the same burst for a destination without a limit. Platform, endpoints and
 * publisher are processes on one machine.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { mostInASecond } from '../../test/doubles/sliding-second.ts';
import { createBenchApi } from '../isolation/api.ts';
import { MAX_RATIO, percentiles } from '../isolation/figures.ts';
import type { Started } from '../isolation/platform.ts';
import { type BenchProcess, startProcess } from '../isolation/process.ts';
import type { Endpoints, Requests } from './endpoints.ts';

const EVENTS = 1000;
const PER_SECOND = 20;
/** Time that the limit requires, milliseconds. */
const EXPECTED_MS = (EVENTS / PER_SECOND) * 1000;
/** Events of one call. */
const BATCH = 100;
/** Events a second for the other destination. */
const BESIDE = 10;
/** Before the first burst: for the first connections and instances, and for the delays without a burst. */
const WARM_UP_MS = 5_000;
const BEFORE_MS = 15_000;
/** Between the bursts. */
const REST_MS = 5_000;
/** Longest time until the last event arrives, in relation to the time that the limit requires. */
const GIVE_UP = 2;
/** Share by which the duration may differ from events / limit. */
const MAX_DEVIATION = 0.05;
/** The largest number of attempts in a second, in relation to the limit. */
const MAX_EXCESS = 1.2;
/** Delays depend on the machine below this, milliseconds. */
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

async function measure(platform: Started, endpoints: BenchProcess<Endpoints>): Promise<void> {
  const { post, createDestination } = createBenchApi(platform);
  const { control, limited, beside } = endpoints.started;
  await createDestination('acct_bench_control', control);
  await createDestination('acct_bench_limited', limited, { delivery_limits: { per_second: PER_SECOND } });
  await createDestination('acct_bench_beside', beside);
  const event = (n: number) => ({ type: 'invoice.paid', data: { object: { id: `in_${n}`, object: 'invoice' } } });
  const burst = (account: string) =>
    Promise.all(
      Array.from({ length: EVENTS / BATCH }, (_, call) =>
        post(account, '/v1/events/batch', {
          events: Array.from({ length: BATCH }, (_, index) => event(call * BATCH + index)),
        }),
      ),
    );

  const sent: { readonly id: string; readonly from: number }[] = [];
  let isOver = false;
  const publishBeside = (async () => {
    const began = performance.now();
    for (let n = 0; !isOver; n++) {
      await pause(Math.max(0, began + (n * 1000) / BESIDE - performance.now()));
      const from = now();
      void post('acct_bench_beside', '/v1/events', event(n)).then(({ id }) => sent.push({ id, from }));
    }
  })();
  await pause(WARM_UP_MS + BEFORE_MS);
  const controlAt = now();
  await burst('acct_bench_control');
  await arrivals('control', controlAt);
  await pause(Math.max(0, controlAt + EXPECTED_MS + REST_MS - now()));
  const burstAt = now();
  await burst('acct_bench_limited');
  const paced = await arrivals('limited', burstAt);
  isOver = true;
  await publishBeside;
  await pause(2000);

  const arrived = new Map((await endpoints.tell('beside')) as Requests);
  const delays = (from: number, ms: number) =>
    percentiles(
      sent
        .filter((one) => one.from >= from && one.from < from + ms)
        .map(({ id, from: at }) => (arrived.get(id) ?? Number.POSITIVE_INFINITY) - at),
    );
  showPace(paced);
  showDelays({
    'without a burst': delays(controlAt - BEFORE_MS, BEFORE_MS),
    'a burst without a limit': delays(controlAt, EXPECTED_MS),
    'a burst with a limit': delays(burstAt, EXPECTED_MS),
  });

  /** Waits until all events of a burst have arrived. */
  async function arrivals(name: keyof Endpoints, since: number): Promise<Requests> {
    for (;;) {
      await pause(500);
      const all = (await endpoints.tell(name)) as Requests;
      if (new Set(all.map(([id]) => id)).size >= EVENTS || now() > since + GIVE_UP * EXPECTED_MS) return all;
    }
  }
}

function showPace(requests: Requests): void {
  const times = requests.map(([, at]) => at).sort((a, b) => a - b);
  const events = new Set(requests.map(([id]) => id)).size;
  const seconds = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1000;
  const most = mostInASecond(times);
  console.table({
    'destination with a limit': {
      events,
      attempts: times.length,
      seconds: seconds.toFixed(1),
      'a second': (times.length / seconds).toFixed(1),
      'most in a second': most,
    },
  });
  if (events < EVENTS) miss(`${EVENTS - events} events have not arrived`);
  const expected = EXPECTED_MS / 1000;
  if (Math.abs(seconds / expected - 1) > MAX_DEVIATION)
    miss(`${seconds.toFixed(1)} s, target ${expected} s ± ${MAX_DEVIATION * 100} %`);
  if (most > PER_SECOND * MAX_EXCESS) miss(`${most} attempts in a second, target ${PER_SECOND * MAX_EXCESS}`);
}

type Delays = ReturnType<typeof percentiles>;

/** Delays of the other destination, from publishing to the arrival. */
function showDelays(
  beside: Readonly<Record<'without a burst' | 'a burst without a limit' | 'a burst with a limit', Delays>>,
): void {
  console.log('Milliseconds from publishing to the arrival at the other destination, beside');
  const shown = ({ p50, p99 }: Delays) => ({ p50: p50.toFixed(1), p99: p99.toFixed(1) });
  console.table(Object.fromEntries(Object.entries(beside).map(([name, delays]) => [name, shown(delays)])));
  const { p99 } = beside['a burst without a limit'];
  const target = Math.max(p99 * MAX_RATIO, p99 + SAME_MS);
  if (beside['a burst with a limit'].p99 > target)
    miss(
      `p99 of the other destination is ${beside['a burst with a limit'].p99.toFixed(1)} ms, target ${target.toFixed(1)}`,
    );
}

function miss(text: string): void {
  console.log(`  missed: ${text}`);
  process.exitCode = 1;
}
