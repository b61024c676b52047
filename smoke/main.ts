/** `npm run smoke`: checks a deployment end to end, prints a table, and exits with 1 when a step failed. */
import { randomBytes } from 'node:crypto';
import { EXIT } from '../cli/exit-codes.ts';
import { interruptSignal } from '../cli/interrupt.ts';
import { table } from '../cli/output/table.ts';
import { note, paint, paintErr, print, width } from '../cli/output/terminal.ts';
import { awsAccess } from './aws/access.ts';
import { HELP, readOptions, UsageError } from './options.ts';
import { smoke } from './run.ts';
import type { Outcome, StepResult } from './steps.ts';

/** Time for the steps, milliseconds. The clean-up follows within three minutes of the start. */
const STEPS_MS = 160_000;

const COLOURS = { passed: paint.green, failed: paint.red, 'not tried': paint.yellow } as const;

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options === 'help') {
    print(HELP);
    return EXIT.ok;
  }
  const interrupted = interruptSignal();
  const stopping = new AbortController();
  interrupted.addEventListener('abort', () => stopping.abort('Interrupted.'));
  const timer = setTimeout(() => stopping.abort(`The ${STEPS_MS / 1000} s for all steps are over.`), STEPS_MS);
  const startedAt = performance.now();
  note(`Checking ${options.apiUrl.origin} ...`);
  const results = await smoke({
    options,
    access: await awsAccess(options.apiUrl, process.env),
    id: randomBytes(4).toString('hex'),
    signal: stopping.signal,
    onResult: ({ name, outcome }) => note(paintErr.dim(`  ${name}: ${outcome}`)),
  });
  clearTimeout(timer);
  print(`\n${report(results)}\n`);
  print(conclusion(results, performance.now() - startedAt));
  if (interrupted.aborted) return EXIT.interrupted;
  return count(results, 'failed') > 0 || stopping.signal.aborted ? EXIT.refused : EXIT.ok;
}

const report = (results: readonly StepResult[]): string =>
  table(
    results,
    [
      { head: 'STEP', value: ({ name }) => name },
      { head: 'RESULT', value: ({ outcome }) => outcome, colour: ({ outcome }) => COLOURS[outcome] },
      { head: 'SECONDS', value: ({ durationMs }) => (durationMs / 1000).toFixed(1) },
      { head: 'DETAIL', value: ({ detail }) => detail, least: 20, wraps: true },
    ],
    { width: width(), bold: paint.bold },
  );

const count = (results: readonly StepResult[], outcome: Outcome): number =>
  results.filter((result) => result.outcome === outcome).length;

function conclusion(results: readonly StepResult[], durationMs: number): string {
  const failed = count(results, 'failed');
  const untried = count(results, 'not tried');
  const verdict = failed > 0 ? paint.red(`${failed} failed`) : paint.green(`${count(results, 'passed')} passed`);
  return `${verdict}, ${untried} not tried, in ${Math.round(durationMs / 1000)} s.`;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  note(`${error.message}\n\n${HELP}`);
  process.exitCode = EXIT.usage;
}
