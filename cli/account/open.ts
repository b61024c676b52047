/** `waybill open`: the Workbench, at what is asked for. */
import { spawn } from 'node:child_process';
import { Command } from 'commander';
import { createApi } from '../api.ts';
import { UsageError } from '../errors.ts';
import { links } from '../links.ts';
import { note, paintErr, print } from '../output/terminal.ts';
import { openSession } from '../session.ts';

const PLACES = ['events', 'destinations', 'builder', 'health', 'shell'] as const;

export const openCommand = (): Command =>
  new Command('open')
    .argument('[what]', `${PLACES.join(', ')}, or an id: evt_…, ed_…`)
    .description('open the Workbench in the browser')
    .option('--print', 'print its address only')
    .option('--session', 'a link that signs in to the account of --account, for whoever has it (keys of the platform)')
    .addHelpText(
      'after',
      `
Examples:
  $ waybill open
  $ waybill open evt_01K…
  $ waybill open --account acct_shop --session --print`,
    )
    .action(async (what: string | undefined, flags: { print?: boolean; session?: boolean }, command: Command) => {
      const { api, settings } = openSession(command);
      let url = placeOf(api.base, what);
      if (flags.session) {
        const { account } = settings;
        if (account === undefined) throw new UsageError('A link is for one account.', { next: 'Add --account acct_…' });
        if (what !== undefined)
          throw new UsageError('A link that signs in opens the first page.', { next: `Leave out ${what}.` });
        // The platform makes the link: it is asked as itself.
        const platform = createApi({ base: settings.apiBase, key: settings.key });
        const made = await platform.post<{ url: string }>('/v1/workbench_sessions', { account });
        url = made.url;
      }
      print(url);
      if (!flags.print && !show(url)) note(paintErr.dim('There is no display here to open it on.'));
    });

/** @throws UsageError */
function placeOf(base: string, what: string | undefined): string {
  const to = links(base);
  if (what === undefined) return to.overview;
  if ((PLACES as readonly string[]).includes(what)) return to.overview + what;
  if (what.startsWith('evt_')) return to.event(what);
  if (/^(ed|we)_/.test(what)) return to.destination(what.replace(/^we_/, 'ed_'));
  throw new UsageError(`There is no page for "${what}".`, { next: `Open ${PLACES.join(', ')}, or an id: evt_…, ed_…` });
}

/** Hands it to the browser. @returns whether there is one to hand it to */
function show(url: string): boolean {
  const [command, args] = opener(url);
  if (command === undefined) return false;
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.on('error', () => note(paintErr.dim(`${command} is not there to open it.`)));
  child.unref();
  return true;
}

function opener(url: string): [string | undefined, string[]] {
  if (process.platform === 'darwin') return ['open', [url]];
  // The shell of Windows reads & as the end of a command.
  if (process.platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler', url]];
  return process.env.DISPLAY || process.env.WAYLAND_DISPLAY ? ['xdg-open', [url]] : [undefined, []];
}
