/** `waybill publish`: publishes the events of a file or of stdin, each line once. */
import { createReadStream, existsSync, writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { ApiError } from '../../api-client/api-error.ts';
import type { CredentialObject } from '../../lambdas/contract/account/credential.ts';
import { type Api, createApi } from '../api.ts';
import { CliError, FailedCallError, InterruptedError, PartialError, UsageError } from '../errors.ts';
import { interruptSignal } from '../interrupt.ts';
import { wholeNumber } from '../options.ts';
import { startProgress } from '../output/progress.ts';
import { plural, printObject } from '../output/results.ts';
import { note, paintErr } from '../output/terminal.ts';
import { openSession, type Session } from '../session.ts';
import { batchesOf, LIMITS } from './batches.ts';
import { isBlank, type Line, type Refusal, readLines } from './lines.ts';
import { lockProgressFile } from './lock.ts';
import { openProgressFile, type ProgressFile, progressInMemory } from './progress-file.ts';
import { publishLines } from './run.ts';

interface Flags {
  /** False for --no-ledger. */
  ledger?: string | boolean;
  parallel?: string;
  batch?: string;
  refused?: string;
}

/** A batch is retried for some minutes, which is longer than a deployment interrupts a platform. */
const RETRIES = 8;
const SHOWN_REFUSALS = 10;

export const publishCommand = (): Command =>
  new Command('publish')
    .argument('[file]', 'NDJSON file with one event per line (default: stdin, also -)')
    .description('Publish the events of a file, each line once, even if it is interrupted')
    .option('--ledger <file>', 'Progress file, which records the published batches (default: <file>.ledger)')
    .option('--no-ledger', 'Do not use a progress file: a second run publishes all lines again')
    .option('--parallel <n>', 'Maximum number of batches sent at the same time, 1 to 16 (default: 4)')
    .option('--batch <n>', 'Events per batch, 1 to 100 (default: 100)')
    .option('--refused <file>', 'File for the lines that are refused (default: <file>.refused)')
    .addHelpText(
      'after',
      `
A line is an event: {"type":"invoice.paid","data":{"object":{"id":"in_1","object":"invoice"}}}
Optional fields: account, api_version, created, related_object, id, data.previous_attributes.

Examples:
  $ waybill publish events.ndjson
  $ zcat events.gz | waybill publish - --ledger events.ledger
  $ echo '{"type":"ping","data":{"object":{}}}' | waybill publish --no-ledger

After Ctrl-C, a kill or a failure, run the same command again: it continues where it stopped. Refused lines are written
to a separate file. Correct them in that file and publish it.`,
    )
    .action(async (file: string | undefined, flags: Flags, command: Command) => {
      const session = openSession(command);
      const input = inputOf(file, flags);
      const parallel = wholeNumber('--parallel', flags.parallel, 1, 16) ?? 4;
      const limits = { ...LIMITS, lines: wholeNumber('--batch', flags.batch, 1, LIMITS.lines) ?? LIMITS.lines };
      const { settings } = session;
      const api = createApi({ base: settings.apiBase, key: settings.key, account: settings.account, retries: RETRIES });
      const unlock = input.ledger ? lockProgressFile(input.ledger) : () => {};
      try {
        const progress = await open(session.api, input.ledger);
        try {
          await run({ session, api, input, progress, parallel, limits });
        } finally {
          progress.close();
        }
      } finally {
        unlock();
      }
    });

interface Input {
  readonly name: string;
  /** Undefined for stdin, which can be read only once. */
  readonly file: string | undefined;
  readonly ledger: string | undefined;
  readonly refused: string | undefined;
  readonly lines: () => AsyncIterable<Line>;
}

/** @throws UsageError */
function inputOf(path: string | undefined, flags: Flags): Input {
  const named = typeof flags.ledger === 'string' ? flags.ledger : undefined;
  if (path === undefined || path === '-') {
    if (process.stdin.isTTY)
      throw new UsageError('The file is missing.', { next: 'waybill publish events.ndjson, or pipe events to stdin.' });
    if (named === undefined && flags.ledger !== false) {
      throw new UsageError('Events from stdin need a progress file, to continue after an interruption.', {
        next: 'Add --ledger events.ledger, or --no-ledger to publish without one.',
      });
    }
    const refused = flags.refused ?? (named && refusedName(named));
    return { name: 'stdin', file: undefined, ledger: named, refused, lines: () => readLines(process.stdin) };
  }
  if (!existsSync(path)) throw new UsageError(`The file ${path} does not exist.`, { next: 'Check the path.' });
  return {
    name: path,
    file: path,
    ledger: flags.ledger === false ? undefined : (named ?? `${path}.ledger`),
    refused: flags.refused ?? `${path}.refused`,
    lines: () => readLines(createReadStream(path)),
  };
}

const refusedName = (ledger: string): string => `${ledger.replace(/\.ledger$/, '')}.refused`;

/** Opens the progress file, which is for one address, account and mode. */
async function open(api: Api, path: string | undefined): Promise<ProgressFile> {
  const { account, acting_account, livemode } = await api.get<CredentialObject>('/v1/credential');
  if (path === undefined) return progressInMemory();
  return openProgressFile(path, { api_base: api.base, account: acting_account ?? account, livemode });
}

interface Run {
  readonly session: Session;
  readonly api: Api;
  readonly input: Input;
  readonly progress: ProgressFile;
  readonly parallel: number;
  readonly limits: typeof LIMITS;
}

/** @throws PartialError, InterruptedError, ApiError */
async function run({ session, api, input, progress, parallel, limits }: Run): Promise<void> {
  // Before anything is sent, check that published lines have not changed.
  const total = input.file === undefined ? undefined : await count(input, progress);
  const before = progress.batches.filter(({ published }) => published !== undefined);
  const tally = { published: 0, refused: [] as Refusal[], refusedNow: 0 };
  const old = new Set(before);
  const known = before.reduce((sum, { published = 0 }) => sum + published, 0);
  if (known > 0) note(`${known} events were already published, according to ${input.ledger}.`);

  const signal = interruptSignal();
  // Stdin may stay open for a long time.
  if (input.file === undefined) signal.addEventListener('abort', () => process.stdin.destroy());
  const started = performance.now();
  const bar = startProgress(total ?? 0, 'events');
  signal.addEventListener('abort', () => {
    bar.stop();
    note('Finishing the batches that are being sent …');
  });
  let failure: unknown;
  let complete = false;
  try {
    complete = await publishLines({
      api,
      progress,
      parallel,
      limits,
      signal,
      lines: input.lines(),
      onBatch: (record) => {
        const { published = 0, refused = [] } = record;
        tally.published += published;
        tally.refused.push(...refused);
        if (!old.has(record)) tally.refusedNow += refused.length;
        const rate = Math.round(((tally.published - known) * 1000) / (performance.now() - started));
        bar.update(tally.published + tally.refused.length, rate > 0 ? `${rate}/s` : '');
      },
    });
  } catch (error) {
    if (!signal.aborted || error instanceof CliError || error instanceof ApiError) failure = error;
  } finally {
    bar.stop();
  }
  finish(session, input, { ...tally, before: known, total, complete, failure });
}

async function count({ lines }: Input, progress: ProgressFile): Promise<number> {
  let total = 0;
  for await (const batch of batchesOf(lines(), progress.batches))
    total += batch.lines.filter((line) => !isBlank(line)).length;
  return total;
}

interface Result {
  /** By this run and earlier runs. */
  readonly published: number;
  readonly before: number;
  readonly refused: readonly Refusal[];
  /** Those of this run. */
  readonly refusedNow: number;
  readonly total: number | undefined;
  readonly complete: boolean;
  readonly failure: unknown;
}

function finish({ json }: Session, input: Input, result: Result): void {
  const { published, before, total, complete, failure } = result;
  const refused = [...result.refused].sort((a, b) => a.line - b.line);
  if (json) {
    const lines = refused.map(({ text: _, ...rest }) => rest);
    printObject({
      published,
      published_now: published - before,
      refused: lines,
      total: total ?? null,
      complete,
      ledger: input.ledger ?? null,
    });
  } else {
    const of = total === undefined ? '' : ` of ${total}`;
    note(
      `${complete ? paintErr.green('✔') : '…'} Published ${of ? `${published}${of} events` : plural(published, 'event')}, ${published - before} of them in this run.`,
    );
    for (const { line, message } of refused.slice(0, SHOWN_REFUSALS))
      note(`${paintErr.red(`line ${line}`)}  ${message}`);
    if (refused.length > SHOWN_REFUSALS) note(`… and ${refused.length - SHOWN_REFUSALS} more lines were refused.`);
  }
  const again =
    input.ledger === undefined
      ? 'There is no progress file: another run would publish lines again.'
      : 'Run the same command again to continue.';
  if (failure) {
    if (failure instanceof ApiError) throw new FailedCallError(failure, again);
    throw failure;
  }
  if (!complete) throw new InterruptedError('Publishing was interrupted.', { next: again });
  if (refused.length === 0) return;
  // Refused lines of earlier runs may be edited in the file.
  const write = result.refusedNow > 0 || (input.refused && !existsSync(input.refused));
  if (input.refused && write) writeFileSync(input.refused, refused.map(({ text }) => `${text}\n`).join(''));
  throw new PartialError(`${plural(refused.length, 'line')} ${refused.length === 1 ? 'was' : 'were'} refused.`, {
    next: input.refused && `Correct them in ${input.refused}, then publish that file: waybill publish ${input.refused}`,
  });
}
