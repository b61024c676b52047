/** Runs many sequences, and counts what they exercised. */
import fc from 'fast-check';
import { type Sequence, sequences } from './commands/commands.ts';
import { runSequence, traceOf } from './commands/run-sequence.ts';
import { unseen } from './coverage.ts';

export interface Asked {
  readonly runs: number;
  readonly seed: number;
  /** Of a counterexample, as it was printed. */
  readonly path?: string | undefined;
  /** Called after each sequence. */
  readonly progress?: (done: number) => void;
}

export interface Checked {
  /** Sequences run, those of the search for a smaller counterexample included. */
  readonly sequences: number;
  readonly counts: ReadonlyMap<string, number>;
  /** The failure as text, with the command that reproduces it; undefined when there is none. */
  readonly failure: string | undefined;
}

/** Lines of the trace that are shown of a counterexample. */
const TRACE_LINES = 60;

export async function checkSequences({ runs, seed, path, progress = () => {} }: Asked): Promise<Checked> {
  const counts = new Map<string, number>();
  let done = 0;
  const property = fc.asyncProperty(sequences, async (sequence) => {
    const seen = await runSequence(sequence);
    for (const [name, count] of seen) counts.set(name, (counts.get(name) ?? 0) + count);
    done += 1;
    progress(done);
  });
  const details = await fc.check(property, { numRuns: runs, seed, ...(path === undefined ? {} : { path }) });
  if (details.failed) {
    const [sequence] = details.counterexample ?? [];
    const how = `npm run chaos -- model --seed ${details.seed} --path ${details.counterexamplePath}`;
    return { sequences: done, counts, failure: await failureText(details.errorInstance, sequence, how) };
  }
  const missing = path === undefined ? unseen(counts, runs) : [];
  const failure = missing.length > 0 ? `These never happened (seed ${seed}): ${missing.join('; ')}.` : undefined;
  return { sequences: done, counts, failure };
}

async function failureText(error: unknown, sequence: Sequence | undefined, how: string): Promise<string> {
  const trace = sequence ? await traceOf(sequence) : [];
  const commands = sequence?.commands.map((command) => `  ${JSON.stringify(command)}`) ?? [];
  return [
    error instanceof Error && error.name === 'BrokenRule' ? error.message : String((error as Error)?.stack ?? error),
    `See it again: ${how}`,
    `Setup: ${JSON.stringify(sequence?.setup)}`,
    ...commands,
    'What happened:',
    ...trace.slice(-TRACE_LINES),
  ].join('\n');
}
