/** `waybill destinations recover`: counts the events that a destination missed, and starts a recovery. */
import { Command } from 'commander';
import { destinationPath, recoveryPath } from '../../api-client/paths.ts';
import type { RecoveryDryRunObject, RecoveryObject } from '../../lambdas/contract/recovery/recovery.ts';
import type { Api } from '../api.ts';
import { InterruptedError, PartialError, UsageError } from '../errors.ts';
import { interruptSignal, pause } from '../interrupt.ts';
import { links } from '../links.ts';
import { definedFields, list, wholeNumber } from '../options.ts';
import { startProgress } from '../output/progress.ts';
import { confirm } from '../output/prompts.ts';
import { printObject } from '../output/results.ts';
import { note, paintErr } from '../output/terminal.ts';
import { parseTime, shownTime } from '../output/times.ts';
import { openSession } from '../session.ts';

interface Flags {
  since?: string;
  until?: string;
  status?: string[];
  type?: string[];
  rate?: string;
  dryRun?: boolean;
  yes?: boolean;
  wait: boolean;
  stop?: string;
}

const POLL_MS = 1000;

export const recoverCommand = (): Command =>
  new Command('recover')
    .argument('<destination>', 'Destination id, ed_…')
    .description('Resend the events that a destination missed')
    .option('--since <time>', 'Start of the time range, for example 2h, 3d or 2026-11-24T12:00:00Z (required)')
    .option('--until <time>', 'End of the time range (default: now)')
    .option(
      '--status <how>',
      'Why they were missed: failed, pending, unattempted, not_sent; separate with commas (default: failed)',
      list,
    )
    .option('-t, --type <types>', 'Filter by type, exact or a pattern such as invoice.*', list)
    .option('--rate <n>', 'Deliveries per second, 1 to 100 (default: 10)')
    .option('--dry-run', 'Count the missed events without sending them')
    .option('-y, --yes', 'Skip the confirmation')
    .option('--no-wait', 'Do not wait until the recovery ends')
    .option('--stop <recovery>', 'Stop a running recovery, rcv_…')
    .addHelpText(
      'after',
      `
Examples:
  $ waybill destinations recover ed_test_01K… --since 1d --dry-run
  $ waybill destinations recover ed_test_01K… --since 1d --status failed,not_sent --rate 50
  $ waybill destinations recover ed_test_01K… --stop rcv_01K…

The recovery runs on the platform. Ctrl-C stops only the display. The exit code is 6 when some events were not delivered.`,
    )
    .action(async (id: string, flags: Flags, command: Command) => {
      const { api, json } = openSession(command);
      const path = destinationPath(id);
      if (flags.stop !== undefined) {
        const stopped = await api.post<RecoveryObject>(`${recoveryPath(id, flags.stop)}/stop`);
        return json ? printObject(stopped) : note(`${stopped.id} is ${stopped.status}; ${counted(stopped)}.`);
      }
      const body = requestOf(flags);
      const found = await api.post<RecoveryDryRunObject>(`${path}/recover`, { ...body, dry_run: true });
      if (!json || !flags.dryRun) note(foundText(found));
      if (flags.dryRun) return json ? printObject(found) : undefined;
      if (found.count === 0 && found.complete) return json ? printObject(found) : undefined;
      if (!flags.yes && !(await confirm('Resend them?'))) return note('Nothing was sent.');
      // The recovery ends where the count ended, and not when the question is confirmed.
      const started = await api.post<RecoveryObject>(`${path}/recover`, { ...body, until: found.until });
      const ended = flags.wait ? await watch(api, id, started, found.count) : started;
      if (json) printObject(ended);
      if (!flags.wait) return note(`The recovery is running: ${links(api.base).recoveries(id)}`);
      note(`${paintErr.green('✔')} ${ended.status}: ${counted(ended)}.`);
      if (ended.failed > 0 || ended.status !== 'succeeded') {
        throw new PartialError(
          ended.reason ? `The recovery was stopped: ${ended.reason}.` : `${ended.failed} deliveries failed.`,
          {
            next: `Failed deliveries keep their scheduled retries. See ${links(api.base).recoveries(id)}`,
          },
        );
      }
    });

/** @throws UsageError */
function requestOf(flags: Flags) {
  if (flags.since === undefined) {
    throw new UsageError('--since is missing.', {
      next: 'Add --since 1d, or a time such as 2026-11-24T12:00:00Z.',
    });
  }
  return definedFields({
    since: parseTime(flags.since, '--since'),
    until: flags.until === undefined ? undefined : parseTime(flags.until, '--until'),
    statuses: flags.status,
    types: flags.type,
    rate: wholeNumber('--rate', flags.rate, 1, 100),
  });
}

function foundText({ count, counts, complete, since, until }: RecoveryDryRunObject): string {
  const by = Object.entries(counts)
    .filter(([, one]) => one > 0)
    .map(([how, one]) => `${one} ${how.replace('_', ' ')}`);
  const more = complete ? '' : ' or more (the count stopped after 15 seconds)';
  const of = `between ${shownTime(since)} and ${shownTime(until)}`;
  return `${count} deliveries${more} missed ${of}${by.length > 0 ? `: ${by.join(', ')}` : ''}.`;
}

const counted = ({ sent, delivered, failed, skipped }: RecoveryObject): string =>
  `${sent} sent, ${delivered} delivered, ${failed} failed, ${skipped} skipped`;

/** Waits until the recovery has ended and its deliveries have been attempted, or some seconds longer. */
async function watch(api: Api, destination: string, started: RecoveryObject, count: number): Promise<RecoveryObject> {
  const signal = interruptSignal();
  const bar = startProgress(Math.max(count, 1), 'deliveries');
  const path = recoveryPath(destination, started.id);
  let now = started;
  let settledMs = 0;
  try {
    for (;;) {
      const done = now.delivered + now.failed + now.skipped;
      bar.update(Math.min(done, count), `${now.delivered} delivered, ${now.failed} failed`);
      if (now.status !== 'running' && (done >= now.sent || settledMs >= SETTLING_MS)) return now;
      await pause(POLL_MS, signal);
      if (signal.aborted) break;
      if (now.status !== 'running') settledMs += POLL_MS;
      now = await api.get<RecoveryObject>(path);
    }
  } finally {
    bar.stop();
  }
  throw new InterruptedError(`The recovery is still running on the platform: ${counted(now)} so far.`, {
    next: `To stop it: waybill destinations recover ${destination} --stop ${started.id}`,
  });
}

/** Time for the last attempts, which are counted a little later than they are made. Milliseconds. */
const SETTLING_MS = 15_000;
