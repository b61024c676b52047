/**
 * Measures what a bad endpoint of one account costs the deliveries of another: 20 events a second for each, in turn with a second
 * endpoint that stays healthy and with one that starts to hang, drip, refuse or fail. All runs have the same traffic, so that only the
 * behavior differs. Every run has a platform of its own, so that retries of one don't reach the next. Platform, endpoints and
 * publisher are processes on one machine. Medians of several rounds even out its other work.
 */
import type { Behavior } from './endpoints.ts';
import { compare, type Figures, figuresOf } from './figures.ts';
import { DETECTION_SECONDS, MEASURED_SECONDS, RATE, runTraffic } from './run.ts';

const BAD: Readonly<Record<Exclude<Behavior, 'healthy'>, string>> = {
  hanging: 'accepts connections and never responds',
  dripping: 'sends a byte each second and never completes a response',
  refusing: 'refuses connections',
  failing: 'fails 10 % of requests with 503',
};
const ROUNDS = 3;
/** Runs of a round. Those without a bad endpoint are spread, so that other work of the machine affects all alike. */
const ORDER: readonly Behavior[] = ['healthy', 'hanging', 'dripping', 'healthy', 'refusing', 'failing'];

export async function isolationBench(): Promise<void> {
  console.log(
    `\nA second endpoint that misbehaves, ${RATE} events a second for each of two accounts, ${ROUNDS} rounds of runs of ${MEASURED_SECONDS} s`,
  );
  for (const [bad, text] of Object.entries(BAD)) console.log(`  ${bad}: ${text}`);
  const runs = new Map<Behavior, Figures[]>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const behavior of ORDER) {
      const figures = figuresOf(await runTraffic(behavior));
      runs.set(behavior, [...(runs.get(behavior) ?? []), figures]);
    }
  }
  const compared = Object.keys(BAD).map((bad) => {
    const { row, misses } = compare(runs.get('healthy') ?? [], runs.get(bad as Behavior) ?? []);
    return { bad, row, misses: misses.map((miss) => `${bad}: ${miss}`) };
  });
  console.log(
    `\nMilliseconds from publishing to the arrival at the healthy endpoint, and to the response to the publisher (2xx), after the first ${DETECTION_SECONDS} s`,
  );
  console.table(Object.fromEntries(compared.map(({ bad, row }) => [bad, row])));
  const misses = compared.flatMap((one) => one.misses);
  for (const miss of misses) console.log(`  missed, ${miss}`);
  if (misses.length > 0) process.exitCode = 1;
}
