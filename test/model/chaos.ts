/**
 * `npm run chaos -- model`: drives the real core through random sequences of commands and faults until something breaks.
 * `--runs 20000` sequences, `--seed` and `--path` to see a counterexample again.
 */
import { parseArgs } from 'node:util';
import { checkSequences } from './check-sequences.ts';

const PROGRESS_EVERY = 1_000;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string', default: '20000' }, seed: { type: 'string' }, path: { type: 'string' } },
});
if (positionals.join() !== 'model') {
  console.error('Usage: npm run chaos -- model [--runs 20000] [--seed <seed>] [--path <path>]');
  process.exit(1);
}

const runs = Number(values.runs);
const seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed);
const startedAt = Date.now();
const seconds = () => ((Date.now() - startedAt) / 1000).toFixed(1);
console.log(`${runs} sequences, seed ${seed}`);
const { sequences, counts, failure } = await checkSequences({
  runs,
  seed,
  path: values.path,
  progress: (done) => {
    if (done % PROGRESS_EVERY === 0) console.log(`${done} sequences, ${seconds()} s`);
  },
});
for (const [name, count] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1))) {
  console.log(`${String(count).padStart(10)}  ${name}`);
}
console.log(`${sequences} sequences in ${seconds()} s, seed ${seed}`);
if (failure !== undefined) console.error(`\n${failure}`);
process.exit(failure === undefined ? 0 : 1);
