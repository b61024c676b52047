/** Authenticates callers by API key or session token, and determines the account that a call is for. */
import { hashOf } from '../adapters/dynamodb/account/api-key-item.ts';
import type { ApiKeyStore } from '../adapters/dynamodb/account/api-key-store.ts';
import type { Access, Scope } from '../contract/operation.ts';
import type { KeyKind } from '../core/account/api-key.ts';
import { AuthenticationError, PermissionError } from '../core/errors.ts';
import type { Mode } from '../core/tenant.ts';
import type { Auth } from './api-request.ts';

/** Headers of API Gateway, whose names are in lower case. */
export type Headers = Readonly<Record<string, string | undefined>>;

/** `sk_` secret keys, `rk_` restricted keys, and `ws_` tokens of Workbench sessions. The second word is the mode. */
const KEY = /^(sk|rk|ws)_(live|test)_[\x21-\x7e]{1,200}$/;
const ACCOUNT = /^acct_[A-Za-z0-9_]{1,95}$/;
const MODES: Record<string, Mode> = { live: 'live', test: 'sandbox' };

/** The caller of a public operation, which has no data. A key in the request is ignored. */
export const PUBLIC_CALLER: Auth = {
  account: 'acct_',
  mode: 'sandbox',
  tenant: { account: 'acct_', mode: 'sandbox' },
  platform: false,
  scopes: [],
  credential: { kind: 'rk', account: 'acct_', hash: '' },
};

/**
 * Authenticates a call by `Authorization` (Bearer, or Basic with the key as user name). `Stripe-Account` or `Stripe-Context` names
 * another account to act for.
 * @throws AuthenticationError without a known key
 * @throws PermissionError when the key does not have permission for the account
 */
export async function authenticate(headers: Headers, keys: Pick<ApiKeyStore, 'find'>): Promise<Auth> {
  const key = presentedKey(headers.authorization);
  const [, kind, modeWord = ''] = KEY.exec(key) ?? [];
  const mode = MODES[modeWord];
  const known = mode && (await keys.find(key));
  if (!known || known.mode !== mode)
    throw new AuthenticationError('The API key is unknown. Check that it is complete and was not deleted.');

  const { platform, scopes, expiresAt } = known;
  const account = actingFor(headers) ?? known.account;
  if (account !== known.account && !platform) {
    throw new PermissionError(
      `This API key does not have permission to act for account '${account}', or the account does not exist.`,
    );
  }
  const credential = {
    kind: kind as KeyKind,
    account: known.account,
    hash: hashOf(key),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
  return { account, mode, tenant: { account, mode }, platform, ...(scopes ? { scopes } : {}), credential };
}

/** Scopes that are included in another scope. */
const INCLUDED_IN: Partial<Record<Scope, Scope>> = { 'destinations:read': 'destinations:write' };

/** Checks the scope of a key. @throws PermissionError when the key does not have permission for the operation */
export function checkAccess({ platform, scopes }: Auth, access: Access): void {
  if (access === 'public' || access === 'any') return;
  if (access === 'platform') {
    if (platform && !scopes) return;
    throw new PermissionError('This call needs an unrestricted key of the platform.');
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
    "The request has no API key. Send it as 'Authorization: Bearer sk_…', or as the user name of HTTP basic authentication.",
  );
}

/** Returns the account that the headers name. Of a context path `acct_a/acct_b` it is the last. */
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
