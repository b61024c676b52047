/** One run: a new platform, two accounts with a destination each, and traffic during which the second endpoint changes. */
import { setTimeout as pause } from 'node:timers/promises';
import { createBenchApi } from './api.ts';
import type { Arrivals, Behavior, Endpoints } from './endpoints.ts';
import type { Started } from './platform.ts';
import { startProcess } from './process.ts';

/** Events a second for each destination. */
export const RATE = 20;
/** Seconds before the second endpoint changes, for the first connections and instances. */
export const WARM_UP_SECONDS = 5;
/** Seconds after the change in which the system finds out. */
export const DETECTION_SECONDS = 5;
export const MEASURED_SECONDS = 20;
/** An event that has not arrived this long after the last one was published is lost. */
const LOST_AFTER_MS = 60_000;

/** An event for the healthy endpoint. */
export interface Measured {
  /** Since the change of the second endpoint, milliseconds. */
  readonly at: number;
  /** From the start of the call to its response, milliseconds. */
  readonly accepted: number;
  /** From the start of the call to the first request for the event, milliseconds. Undefined: lost. */
  readonly arrived: number | undefined;
}

const now = (): number => performance.timeOrigin + performance.now();

/** @returns the events that were published after the change */
export async function runTraffic(behavior: Behavior): Promise<Measured[]> {
  const endpoints = await startProcess<Endpoints>('./endpoints.ts');
  const platform = await startProcess<Started>('./platform.ts');
  try {
    const { post, createDestination } = createBenchApi(platform.started);
    const accounts = { acct_bench_healthy: endpoints.started.healthy, acct_bench_second: endpoints.started.second };
    for (const [account, target] of Object.entries(accounts)) await createDestination(account, target);

    const sent: { id: string; from: number; accepted: number }[] = [];
    const publish = async (account: string, n: number) => {
      const from = now();
      const { id } = await post(account, '/v1/events', {
        type: 'invoice.paid',
        data: { object: { id: `in_${n}`, object: 'invoice' } },
      });
      if (account === 'acct_bench_healthy') sent.push({ id, from, accepted: now() - from });
    };
    const [healthy = '', second = ''] = Object.keys(accounts);
    const calls: Promise<void>[] = [];
    const publishFor = async (seconds: number) => {
      const began = performance.now();
      for (let n = 0; n < seconds * RATE * 2; n++) {
        await pause(Math.max(0, began + (n * 1000) / (RATE * 2) - performance.now()));
        calls.push(publish(n % 2 === 0 ? healthy : second, n));
      }
    };
    await publishFor(WARM_UP_SECONDS);
    await endpoints.tell({ behave: behavior });
    const changedAt = now();
    await publishFor(MEASURED_SECONDS);
    await Promise.all(calls);

    const until = now() + LOST_AFTER_MS;
    let arrivals = new Map<string, number>();
    do {
      await pause(200);
      arrivals = new Map((await endpoints.tell('arrivals')) as Arrivals);
    } while (now() < until && sent.some(({ id }) => !arrivals.has(id)));
    return sent
      .filter(({ from }) => from >= changedAt)
      .map(({ id, from, accepted }) => {
        const arrival = arrivals.get(id);
        return { at: from - changedAt, accepted, arrived: arrival === undefined ? undefined : arrival - from };
      });
  } finally {
    await Promise.all([platform.stop(), endpoints.stop()]);
  }
}
