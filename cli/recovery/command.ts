/** `waybill destinations recover`: what a destination missed is counted, then sent again in the background. */
import { Command } from 'commander';
import { destinationPath } from '../../api-client/paths.ts';
import type { RecoveryDryRunObject, RecoveryObject } from '../../lambdas/contract/recovery/recovery.ts';
import type { Api } from '../api.ts';
import { InterruptedError, PartialError, UsageError } from '../errors.ts';
import { interruptSignal, pause } from '../interrupt.ts';
import { links } from '../links.ts';
import { given, list, wholeNumber } from '../options.ts';
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
    .argument('<destination>')
    .description('send again what a destination missed')
    .option('--since <time>', 'events published since: 2h, 3d, 2026-11-24T12:00:00Z')
    .option('--until <time>', 'events published before (now)')
    .option('--status <how>', 'how they were missed: failed, pending, unattempted, not_sent (failed)', list)
    .option('-t, --type <types>', 'only these types, exact or like invoice.*', list)
    .option('--rate <n>', 'deliveries a second, 1 to 100 (10)')
    .option('--dry-run', 'count, and send nothing')
    .option('-y, --yes', 'without asking')
    .option('--no-wait', 'do not watch it')
    .option('--stop <recovery>', 'stop one that runs')
    .addHelpText(
      'after',
      `
Examples:
  $ waybill destinations recover ed_test_01K… --since 1d --dry-run
  $ waybill destinations recover ed_test_01K… --since 1d --status failed,not_sent --rate 50
  $ waybill destinations recover ed_test_01K… --stop rcv_01K…

It runs on the platform: Ctrl-C ends the watching alone. Ends with 6 when some did not get through.`,
    )
    .action(async (id: string, flags: Flags, command: Command) => {
      const { api, json } = openSession(command);
      const path = destinationPath(id);
      if (flags.stop !== undefined) {
        const stopped = await api.post<RecoveryObject>(`${path}/recoveries/${encodeURIComponent(flags.stop)}/stop`);
        return json ? printObject(stopped) : note(`${stopped.id} is ${stopped.status}; ${counted(stopped)}.`);
      }
      const asked = request(flags);
      const found = await api.post<RecoveryDryRunObject>(`${path}/recover`, { ...asked, dry_run: true });
      if (!json || !flags.dryRun) note(foundText(found));
      if (flags.dryRun) return json ? printObject(found) : undefined;
      if (found.count === 0 && found.complete) return json ? printObject(found) : undefined;
      if (!flags.yes && !(await confirm('Send them again?'))) return note('Nothing is sent.');
      // What was counted: not what fails while the question is answered.
      const started = await api.post<RecoveryObject>(`${path}/recover`, { ...asked, until: found.until });
      const ended = flags.wait ? await watch(api, id, started, found.count) : started;
      if (json) printObject(ended);
      if (!flags.wait) return note(`It runs: ${links(api.base).recoveries(id)}`);
      note(`${paintErr.green('✔')} ${ended.status}: ${counted(ended)}.`);
      if (ended.failed > 0 || ended.status !== 'succeeded') {
        throw new PartialError(
          ended.reason ? `The recovery was stopped: ${ended.reason}.` : `${ended.failed} did not get through.`,
          {
            next: `Those are retried as planned. See ${links(api.base).recoveries(id)}`,
          },
        );
      }
    });

/** @throws UsageError */
function request(flags: Flags) {
  if (flags.since === undefined) {
    throw new UsageError('Since when? --since is missing.', {
      next: 'Add --since 1d, or a time such as 2026-11-24T12:00:00Z.',
    });
  }
  return given({
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
  const more = complete ? '' : ' at least (there was no time to look at all)';
  const of = `between ${shownTime(since)} and ${shownTime(until)}`;
  return `${count} deliveries${more} were missed ${of}${by.length > 0 ? `: ${by.join(', ')}` : ''}.`;
}

const counted = ({ sent, delivered, failed, skipped }: RecoveryObject): string =>
  `${sent} sent, ${delivered} delivered, ${failed} failed, ${skipped} not needed any more`;

/** Until it has ended and each that was sent has had its attempt, or some seconds after. */
async function watch(api: Api, destination: string, started: RecoveryObject, count: number): Promise<RecoveryObject> {
  const signal = interruptSignal();
  const bar = startProgress(Math.max(count, 1), 'deliveries');
  const path = `${destinationPath(destination)}/recoveries/${encodeURIComponent(started.id)}`;
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
  throw new InterruptedError(`The recovery goes on: ${counted(now)} so far.`, {
    next: `Stop it: waybill destinations recover ${destination} --stop ${started.id}`,
  });
}

/** Attempts are counted a little after they are made; what is still queued comes in this time. Milliseconds. */
const SETTLING_MS = 15_000;
