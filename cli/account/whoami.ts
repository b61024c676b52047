/** `waybill whoami`: the key in use, and what it may do. */
import { Command } from 'commander';
import type { CredentialObject } from '../../lambdas/contract/account/credential.ts';
import { redacted } from '../config/keys.ts';
import { printObject } from '../output/results.ts';
import { fields } from '../output/table.ts';
import { paint, print } from '../output/terminal.ts';
import { shownTime } from '../output/times.ts';
import { openSession } from '../session.ts';

export const whoamiCommand = (): Command =>
  new Command('whoami')
    .alias('status')
    .description('which key is used, whose it is, and what it may do')
    .addHelpText('after', '\nExamples:\n  $ waybill whoami\n  $ waybill whoami --live --json')
    .action(async (_options: object, command: Command) => {
      const { api, settings, json } = openSession(command);
      const credential = await api.get<CredentialObject>('/v1/credential');
      if (json) return printObject(credential);
      const { account, account_name, acting_account, is_platform, scopes, expires_at, read_only } = credential;
      print(
        fields(
          [
            ['platform', `${credential.platform_name} at ${settings.apiBase}`],
            ['profile', settings.profile ?? 'none (WAYBILL_API_KEY)'],
            ['mode', settings.mode],
            ['key', redacted(settings.key)],
            ['account', account_name ? `${account_name} (${account})` : account],
            ['acts for', acting_account],
            ['is platform', is_platform ? 'yes: may act for other accounts, with --account' : undefined],
            ['may', read_only ? `read only: ${scopes.join(', ')}` : scopes.join(', ')],
            ['works until', expires_at === null ? undefined : shownTime(expires_at)],
            ['API version', credential.default_api_version],
          ],
          paint.dim,
        ),
      );
    });
