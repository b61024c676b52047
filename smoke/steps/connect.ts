/** The API responds, knows the key, and describes itself. Destinations of runs that were killed are removed. */
import { createClient } from '../../api-client/client.ts';
import { retrying } from '../../api-client/retrying.ts';
import { pause } from '../../cli/interrupt.ts';
import type { CredentialObject } from '../../lambdas/contract/account/credential.ts';
import type { Connection, RunContext } from '../run-context.ts';
import { type Passed, passed } from '../steps.ts';
import { deleteDestination, smokeDestinations } from './destinations.ts';

/** The account in which runs with a key of the platform make everything. It does not have to be registered. */
const SMOKE_ACCOUNT = 'acct_waybill_smoke';

/** A destination that is older belongs to a run that was killed: a run takes three minutes. */
const LEFTOVER_MS = 10 * 60_000;

/** Retries of calls of the clean-up. The others are made once, because an error that a retry hides is one too. */
const RETRIES = 3;

export async function connect({ options: { apiUrl, key } }: RunContext): Promise<Passed<Connection>> {
  const base = apiUrl.origin;
  const own = createClient({ base, key, userAgent: 'waybill-smoke' });
  const credential = await own.get<CredentialObject>('/v1/credential');
  const account = credential.is_platform ? SMOKE_ACCOUNT : credential.account;
  const acting = { base, key, userAgent: 'waybill-smoke', ...(credential.is_platform && { account }) };
  const api = createClient(acting);
  const persistent = createClient({ ...acting, retry: retrying(RETRIES, pause) });
  const { paths = {} } = await own.get<{ paths?: object }>('/openapi.json');
  if (Object.keys(paths).length === 0) throw new Error('/openapi.json describes no call.');

  const old = (await smokeDestinations(persistent)).filter(
    ({ created }) => Date.now() - Date.parse(created) > LEFTOVER_MS,
  );
  for (const { id } of old) await deleteDestination(persistent, id);
  const mode = credential.livemode ? 'live' : 'sandbox';
  const removed = old.length > 0 ? `; removed ${old.length} destinations of an earlier run` : '';
  return passed(`${credential.platform_name}, ${mode} mode, acting for ${account}${removed}`, {
    api,
    own,
    persistent,
    account,
    isPlatform: credential.is_platform,
    livemode: credential.livemode,
  });
}
