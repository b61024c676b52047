/**
 * `npm run chaos`: publishes 10,000 events while workers are killed and AWS fails, and accounts for every delivery. `--events`,
 * `--seed`; `--short` runs what `npm test` runs; `--verbose` shows what the functions log as errors. `npm run chaos -- model`
 * drives the core alone.
 */
import { parseArgs } from 'node:util';
import { runChaos } from './run/chaos.ts';
import { reportOf } from './run/report.ts';
import { LONG_RUN, SHORT_RUN } from './run/steps.ts';

if (process.argv[2] === 'model') await import('../model/chaos.ts');
else await main();

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      events: { type: 'string' },
      seed: { type: 'string' },
      short: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
    },
  });
  const run = values.short ? SHORT_RUN : LONG_RUN;
  const seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed);
  const events = values.events === undefined ? run.events : Number(values.events);
  const startedAt = Date.now();
  const show = (text: string) =>
    console.log(`${((Date.now() - startedAt) / 1000).toFixed(0).padStart(6)} s  ${text.slice(0, 300)}`);
  console.log(`${events} events, seed ${seed}`);
  const result = await runChaos({
    ...run,
    events,
    seed,
    onProgress: show,
    ...(values.verbose ? { onError: show } : {}),
  });
  console.log(reportOf(result));
  process.exit(result.problems.length === 0 ? 0 : 1);
}
