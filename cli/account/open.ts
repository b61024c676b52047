/** `waybill open`: opens a page of the Workbench. */
import { spawn } from 'node:child_process';
import { Command } from 'commander';
import { createApi } from '../api.ts';
import { UsageError } from '../errors.ts';
import { links } from '../links.ts';
import { note, paintErr, print } from '../output/terminal.ts';
import { openSession } from '../session.ts';

const PAGES = ['events', 'destinations', 'builder', 'health', 'shell'] as const;

export const openCommand = (): Command =>
  new Command('open')
    .argument('[what]', `Page to open: ${PAGES.join(', ')}, or the id of an event or a destination (default: overview)`)
    .description('Open the Workbench in the browser')
    .option('--print', 'Print the URL without opening it')
    .option(
      '--session',
      'Create a link that signs anyone who has it in to the account of --account (platform keys only)',
    )
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
      let url = pageUrl(api.base, what);
      if (flags.session) {
        const { account } = settings;
        if (account === undefined)
          throw new UsageError('A sign-in link needs an account.', { next: 'Add --account acct_…' });
        if (what !== undefined)
          throw new UsageError('A sign-in link always opens the overview.', { next: `Remove ${what}.` });
        // Only the platform can create the link, so the call does not act for the account.
        const platform = createApi({ base: settings.apiBase, key: settings.key });
        const made = await platform.post<{ url: string }>('/v1/workbench_sessions', { account });
        url = made.url;
      }
      print(url);
      if (!flags.print && !openInBrowser(url))
        note(paintErr.dim('No browser is available. Open the URL on another machine.'));
    });

/** @throws UsageError */
function pageUrl(base: string, what: string | undefined): string {
  const to = links(base);
  if (what === undefined) return to.overview;
  if ((PAGES as readonly string[]).includes(what)) return to.overview + what;
  if (what.startsWith('evt_')) return to.event(what);
  if (/^(ed|we)_/.test(what)) return to.destination(what.replace(/^we_/, 'ed_'));
  throw new UsageError(`The Workbench has no page "${what}".`, {
    next: `Use ${PAGES.join(', ')}, or an id: evt_… or ed_…`,
  });
}

/** Opens the URL in the browser. Returns false when there is none. */
function openInBrowser(url: string): boolean {
  const [command, args] = opener(url);
  if (command === undefined) return false;
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.on('error', () => note(paintErr.dim(`The browser could not be opened: ${command} was not found.`)));
  child.unref();
  return true;
}

function opener(url: string): [string | undefined, string[]] {
  if (process.platform === 'darwin') return ['open', [url]];
  // The shell of Windows treats & as the end of a command.
  if (process.platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler', url]];
  return process.env.DISPLAY || process.env.WAYLAND_DISPLAY ? ['xdg-open', [url]] : [undefined, []];
}
