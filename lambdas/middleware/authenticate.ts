/** Who calls, what for: the API key or session token, and the account it acts for. */
import { hashOf } from '../adapters/dynamodb/account/api-key-item.ts';
import type { ApiKeyStore } from '../adapters/dynamodb/account/api-key-store.ts';
import type { Access, Scope } from '../contract/operation.ts';
import type { KeyKind } from '../core/account/api-key.ts';
import { AuthenticationError, PermissionError } from '../core/errors.ts';
import type { Mode } from '../core/tenant.ts';
import type { Auth } from './api-request.ts';

/** Names are in lower case, as API Gateway gives them. */
export type Headers = Readonly<Record<string, string | undefined>>;

/** `sk_` secret and `rk_` restricted keys, `ws_` tokens of Workbench sessions; the second word is the mode. */
const KEY = /^(sk|rk|ws)_(live|test)_[\x21-\x7e]{1,200}$/;
const ACCOUNT = /^acct_[A-Za-z0-9_]{1,95}$/;
const MODES: Record<string, Mode> = { live: 'live', test: 'sandbox' };

/** Who makes a public call: nobody that has any data, whatever key came along. */
export const ANYBODY: Auth = {
  account: 'acct_',
  mode: 'sandbox',
  tenant: { account: 'acct_', mode: 'sandbox' },
  platform: false,
  scopes: [],
  credential: { kind: 'rk', account: 'acct_', hash: '' },
};

/**
 * Reads `Authorization` (Bearer, or Basic with the key as user name), then `Stripe-Account` or `Stripe-Context`.
 * @throws AuthenticationError without a key that is known
 * @throws PermissionError when the key may not act for the account
 */
export async function authenticate(headers: Headers, keys: Pick<ApiKeyStore, 'find'>): Promise<Auth> {
  const key = presentedKey(headers.authorization);
  const [, kind, modeWord = ''] = KEY.exec(key) ?? [];
  const mode = MODES[modeWord];
  const known = mode && (await keys.find(key));
  if (!known || known.mode !== mode)
    throw new AuthenticationError('The API key is not known. Check for a typing error.');

  const { platform, scopes, expiresAt } = known;
  const account = actingFor(headers) ?? known.account;
  if (account !== known.account && !platform) {
    throw new PermissionError(`This API key may not act for account '${account}', or there is no such account.`);
  }
  const credential = {
    kind: kind as KeyKind,
    account: known.account,
    hash: hashOf(key),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
  return { account, mode, tenant: { account, mode }, platform, ...(scopes ? { scopes } : {}), credential };
}

/** A scope that includes another. */
const INCLUDED_IN: Partial<Record<Scope, Scope>> = { 'destinations:read': 'destinations:write' };

/** @throws PermissionError when the key may not make this call at all, whatever object it is about */
export function checkAccess({ platform, scopes }: Auth, access: Access): void {
  if (access === 'public' || access === 'any') return;
  if (access === 'platform') {
    if (platform && !scopes) return;
    throw new PermissionError('Only an unrestricted key of the platform may do this.');
  }
  const wider = INCLUDED_IN[access];
  if (!scopes || scopes.includes(access) || (wider && scopes.includes(wider))) return;
  throw new PermissionError(`This key does not have the scope '${access}', which this call needs.`);
}

function presentedKey(authorization: string | undefined): string {
  const [scheme, credentials = ''] = (authorization ?? '').trim().split(/\s+/, 2);
  const presented =
    scheme?.toLowerCase() === 'bearer'
      ? credentials
      : scheme?.toLowerCase() === 'basic'
        ? Buffer.from(credentials, 'base64').toString().split(':', 1)[0]
        : undefined;
  if (presented) return presented;
  throw new AuthenticationError(
    "There is no API key. Send it as 'Authorization: Bearer sk_…', or as the user name of HTTP basic authentication.",
  );
}

/** The account named by header; of a context path `acct_a/acct_b` the last. */
function actingFor(headers: Headers): string | undefined {
  const named = [headers['stripe-account'], headers['stripe-context']?.split('/').at(-1)].filter(
    (one) => one !== undefined,
  );
  const [account] = named;
  if (account !== undefined && (!ACCOUNT.test(account) || named.some((one) => one !== account))) {
    throw new PermissionError('Stripe-Account and Stripe-Context should name one account, acct_….');
  }
  return account;
}
