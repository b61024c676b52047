/** Resolves the key, the address and the account from options, environment and configuration, in this order. */
import { NotLoggedInError, UsageError } from '../errors.ts';
import { type ConfigFile, DEFAULT_PROFILE, type Profile } from './file.ts';
import { type ModeName, modeOfKey } from './keys.ts';

/** Options of every command. */
export interface GlobalOptions {
  readonly profile?: string;
  readonly apiBase?: string;
  readonly account?: string;
  readonly live?: boolean;
  readonly json?: boolean;
}

export interface Settings {
  /** Undefined when the key is from the environment. */
  readonly profile: string | undefined;
  readonly apiBase: string;
  readonly key: string;
  readonly mode: ModeName;
  readonly account: string | undefined;
  readonly deviceName: string | undefined;
}

type Env = Readonly<Record<string, string | undefined>>;

/** Address of the platform that `npm start` runs. */
export const LOCAL_API_BASE = 'http://127.0.0.1:4242';

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;
const ACCOUNT = /^acct_[A-Za-z0-9_]{1,95}$/;

/** Returns the name of the profile that a command uses. */
export const profileName = (options: GlobalOptions, env: Env, config: ConfigFile): string =>
  options.profile ?? (env.WAYBILL_PROFILE || config.profile || DEFAULT_PROFILE);

/** Returns the address without a slash at the end. @throws UsageError when it is not an HTTP URL */
export function apiBase(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.search || url.hash) {
    throw new UsageError(`"${text}" is not a valid address of an API.`, {
      next: `Include the scheme: https://api.example.com, or ${LOCAL_API_BASE} for a platform on this machine.`,
    });
  }
  return url.origin + url.pathname.replace(/\/+$/, '');
}

/** Refuses to send a live key over an unencrypted network connection. @throws UsageError */
export function checkTransport(base: string, mode: ModeName): void {
  const { protocol, hostname } = new URL(base);
  if (protocol === 'https:' || LOOPBACK.test(hostname) || mode === 'sandbox') return;
  throw new UsageError(`A live key cannot be sent to ${base}, because the connection is not encrypted.`, {
    next: 'Use an https:// address.',
  });
}

/**
 * @throws NotLoggedInError when there is no key
 * @throws UsageError when options, environment and configuration conflict
 */
export function resolveSettings(options: GlobalOptions, env: Env, config: ConfigFile): Settings {
  const mode: ModeName = options.live ? 'live' : 'sandbox';
  const name = profileName(options, env, config);
  const named = options.profile ?? (env.WAYBILL_PROFILE || undefined);
  const profile = config.profiles[name];
  const wanted = options.apiBase ?? (env.WAYBILL_API_BASE || undefined);
  const base = wanted === undefined ? undefined : apiBase(wanted);
  const account = options.account ?? profile?.account;
  if (account !== undefined && !ACCOUNT.test(account)) {
    throw new UsageError(`"${account}" is not an account id.`, { next: 'Account ids look like acct_shop.' });
  }
  const rest = { mode, account, deviceName: profile?.device_name };

  // --profile overrides the key of the environment.
  if (env.WAYBILL_API_KEY && options.profile === undefined) {
    const address = base ?? profile?.api_base ?? LOCAL_API_BASE;
    checkTransport(address, mode);
    const { WAYBILL_API_KEY: key } = env;
    return { ...rest, profile: undefined, apiBase: address, key: keyForMode(key, mode), account: options.account };
  }
  if (!profile) {
    if (named !== undefined && named !== DEFAULT_PROFILE) {
      throw new NotLoggedInError(`Profile "${named}" does not exist.`, {
        next: `waybill login --profile ${named} --api-base https://…   (waybill config lists the profiles)`,
      });
    }
    throw new NotLoggedInError('You are not logged in.', { next: loginHint(base, mode) });
  }
  return { ...rest, profile: name, key: keyOf(name, profile, mode), apiBase: ownBase(name, profile, base, mode) };
}

function keyForMode(key: string, mode: ModeName): string {
  const is = modeOfKey(key);
  if (is === undefined) {
    throw new UsageError('WAYBILL_API_KEY is not a valid API key.', {
      next: 'API keys start with sk_test_, sk_live_, rk_test_ or rk_live_.',
    });
  }
  if (is === mode) return key;
  throw new UsageError(`WAYBILL_API_KEY is a ${is} key, but the command uses ${mode} mode.`, {
    next: is === 'live' ? 'Add --live to use live data.' : 'Remove --live, or set a live key.',
  });
}

function keyOf(name: string, profile: Profile, mode: ModeName): string {
  const key = profile.keys[mode];
  if (key !== undefined) return key;
  const other = mode === 'live' ? '' : ' To use its live key, add --live.';
  throw new NotLoggedInError(`Profile "${name}" has no ${mode} key.${profile.keys.live ? other : ''}`, {
    next: `waybill login --profile ${name}   (with a key that starts with sk_${mode === 'live' ? 'live' : 'test'}_)`,
  });
}

/** Sends the key of a profile only to the address of the profile, so that no other server receives it. */
function ownBase(name: string, profile: Profile, base: string | undefined, mode: ModeName): string {
  if (base !== undefined && base !== profile.api_base) {
    throw new UsageError(`The key of profile "${name}" is for ${profile.api_base} and cannot be sent to ${base}.`, {
      next: `Log in to that address: waybill login --profile other --api-base ${base}. If the API has moved: waybill config set api_base ${base}`,
    });
  }
  checkTransport(profile.api_base, mode);
  return profile.api_base;
}

function loginHint(base: string | undefined, mode: ModeName): string {
  const at = base && base !== LOCAL_API_BASE ? ` --api-base ${base}` : '';
  const local = at
    ? ''
    : ` (npm start prints the ${mode} key of the platform on this machine; for another platform add --api-base)`;
  return `waybill login${at}${local}. In scripts set WAYBILL_API_KEY and WAYBILL_API_BASE.`;
}
