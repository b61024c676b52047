/** Creates and lists API keys. */
import { decodeTime } from 'ulid';
import type * as z from 'zod';
import type { createApiKeySchema, listApiKeysSchema } from '../../contract/account/api-key.ts';
import { V1_PAGE } from '../../contract/lists.ts';
import { ISSUED, type IssuedKey, newKey } from '../../core/account/api-key.ts';
import type { Page } from '../../core/page.ts';
import type { Auth } from '../../middleware/api-request.ts';
import type { ApiContext } from '../context.ts';
import { accountOf, modeFor } from './issued-keys.ts';

/** Creates a key. Only this call returns the key itself. */
export async function createApiKey(
  context: ApiContext,
  auth: Auth,
  request: z.output<typeof createApiKeySchema>,
  seed: string,
): Promise<{ readonly key: string; readonly issued: IssuedKey }> {
  const { ports, settings } = context;
  const { platformAccount } = settings;
  const mode = modeFor(auth, request.livemode);
  const account = accountOf(context, auth, request.account) ?? platformAccount;
  const { name, scopes } = request;
  const key = newKey(scopes ? 'rk' : 'sk', mode, ports.randomBytes);
  const issued: IssuedKey = {
    id: ISSUED.apiKey + seed,
    account,
    mode,
    name,
    last4: key.slice(-4),
    platform: account === platformAccount,
    ...(scopes ? { scopes: [...new Set(scopes)] } : {}),
    created: decodeTime(seed),
  };
  await ports.issuedKeys.create(key, issued);
  return { key, issued };
}

/** Lists keys, newest first. */
export const listApiKeys = (
  context: ApiContext,
  auth: Auth,
  { limit = V1_PAGE.default, starting_after, ending_before, account }: z.output<typeof listApiKeysSchema>,
): Promise<Page<IssuedKey>> =>
  context.ports.issuedKeys.list({
    mode: auth.mode,
    prefix: ISSUED.apiKey,
    account: accountOf(context, auth, account),
    limit,
    startingAfter: starting_after,
    endingBefore: ending_before,
  });
