/** `waybill whoami`: shows the key in use and its permissions. */
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
    .description('Show the API key in use, its account and its permissions')
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
            ['acting for', acting_account],
            ['platform key', is_platform ? 'yes: can act for other accounts with --account' : undefined],
            ['permissions', read_only ? `read only: ${scopes.join(', ')}` : scopes.join(', ')],
            ['expires', expires_at === null ? undefined : shownTime(expires_at)],
            ['API version', credential.default_api_version],
          ],
          paint.dim,
        ),
      );
    });
