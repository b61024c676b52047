/**
 * Measures what a bad endpoint of one account costs the deliveries of another: 20 events a second for each, alternately with a
 * second endpoint that is healthy and with one that starts to hang, drip, refuse or fail. Both runs have the same traffic, so that
 * only the behavior differs. Every run has a platform of its own, so that retries of one don't reach the next. Platform, endpoints
 * and publisher are processes on one machine. Medians of several rounds even out its other work.
 */
import type { Behavior } from './endpoints.ts';
import { type Compared, compare, type Figures, figuresOf } from './figures.ts';
import { DETECTION_SECONDS, MEASURED_SECONDS, RATE, runTraffic } from './run.ts';

const BAD: Readonly<Record<Exclude<Behavior, 'healthy'>, string>> = {
  hanging: 'accepts connections and never responds',
  dripping: 'sends a byte each second and never completes a response',
  refusing: 'refuses connections',
  failing: 'fails 10 % of requests with 503',
};
const ROUNDS = 3;

export async function isolationBench(): Promise<void> {
  console.log(
    `\nA second endpoint that misbehaves, ${RATE} events a second for each of two accounts, ${ROUNDS} alternating rounds of ${MEASURED_SECONDS} s`,
  );
  const compared: Record<string, Compared> = {};
  for (const [bad, text] of Object.entries(BAD)) {
    console.log(`  ${bad}: ${text}`);
    const without: Figures[] = [];
    const beside: Figures[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      without.push(figuresOf(await runTraffic('healthy')));
      beside.push(figuresOf(await runTraffic(bad as Behavior)));
    }
    compared[bad] = compare(without, beside);
  }
  console.log(
    `\nMilliseconds from publishing to the arrival at the healthy endpoint, and to the response to the publisher (2xx), after the first ${DETECTION_SECONDS} s`,
  );
  console.table(Object.fromEntries(Object.entries(compared).map(([bad, { row }]) => [bad, row])));
  const misses = Object.entries(compared).flatMap(([bad, { misses }]) => misses.map((miss) => `${bad}: ${miss}`));
  for (const miss of misses) console.log(`  missed, ${miss}`);
  if (misses.length > 0) process.exitCode = 1;
}
