/** Which key, which address, which account: of options, environment and configuration, in this order. */
import { NotLoggedInError, UsageError } from '../errors.ts';
import { type ConfigFile, DEFAULT_PROFILE, type Profile } from './file.ts';
import { type ModeName, modeOfKey } from './keys.ts';

/** Options that every command takes. */
export interface GlobalOptions {
  readonly profile?: string;
  readonly apiBase?: string;
  readonly account?: string;
  readonly live?: boolean;
  readonly json?: boolean;
}

export interface Settings {
  /** Undefined where the key came from the environment. */
  readonly profile: string | undefined;
  readonly apiBase: string;
  readonly key: string;
  readonly mode: ModeName;
  readonly account: string | undefined;
  readonly deviceName: string | undefined;
}

type Env = Readonly<Record<string, string | undefined>>;

/** Where `npm start` listens. */
export const LOCAL_API_BASE = 'http://127.0.0.1:4242';

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;
const ACCOUNT = /^acct_[A-Za-z0-9_]{1,95}$/;

/** Name of the profile that a command is about. */
export const profileName = (options: GlobalOptions, env: Env, config: ConfigFile): string =>
  options.profile ?? (env.WAYBILL_PROFILE || config.profile || DEFAULT_PROFILE);

/** @throws UsageError when it is no address of an API */
export function apiBase(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.search || url.hash) {
    throw new UsageError(`"${text}" is not the address of an API.`, {
      next: `Write it with its scheme: https://api.example.com, or ${LOCAL_API_BASE} for one on this machine.`,
    });
  }
  return url.origin + url.pathname.replace(/\/+$/, '');
}

/** Nothing secret of live mode goes over a network in clear. @throws UsageError */
export function checkTransport(base: string, mode: ModeName): void {
  const { protocol, hostname } = new URL(base);
  if (protocol === 'https:' || LOOPBACK.test(hostname) || mode === 'sandbox') return;
  throw new UsageError(`A live key is not sent to ${base}: the connection is not encrypted.`, { next: 'Use https.' });
}

/**
 * @throws NotLoggedInError when there is no key
 * @throws UsageError when what is said does not go together
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
    throw new UsageError(`"${account}" is not the id of an account.`, { next: 'It looks like acct_shop.' });
  }
  const rest = { mode, account, deviceName: profile?.device_name };

  // A profile that is named on the command line is meant, whatever the environment has.
  if (env.WAYBILL_API_KEY && options.profile === undefined) {
    const address = base ?? profile?.api_base ?? LOCAL_API_BASE;
    checkTransport(address, mode);
    const { WAYBILL_API_KEY: key } = env;
    return { ...rest, profile: undefined, apiBase: address, key: keyForMode(key, mode), account: options.account };
  }
  if (!profile) {
    if (named !== undefined && named !== DEFAULT_PROFILE) {
      throw new NotLoggedInError(`There is no profile "${named}".`, {
        next: `waybill login --profile ${named} --api-base https://…   (waybill config shows those there are)`,
      });
    }
    throw new NotLoggedInError('You are not logged in.', { next: loginHint(base, mode) });
  }
  return { ...rest, profile: name, key: keyOf(name, profile, mode), apiBase: ownBase(name, profile, base, mode) };
}

function keyForMode(key: string, mode: ModeName): string {
  const is = modeOfKey(key);
  if (is === undefined) {
    throw new UsageError('WAYBILL_API_KEY is not an API key.', {
      next: 'Keys begin with sk_test_, sk_live_, rk_test_ or rk_live_.',
    });
  }
  if (is === mode) return key;
  throw new UsageError(`WAYBILL_API_KEY is a ${is} key, and this command is for ${mode} mode.`, {
    next: is === 'live' ? 'Add --live if you mean live data.' : 'Leave --live out, or set a live key.',
  });
}

function keyOf(name: string, profile: Profile, mode: ModeName): string {
  const key = profile.keys[mode];
  if (key !== undefined) return key;
  const other = mode === 'live' ? '' : ' Live data is seen with --live.';
  throw new NotLoggedInError(`Profile "${name}" has no ${mode} key.${profile.keys.live ? other : ''}`, {
    next: `waybill login --profile ${name}   (with a key that begins with sk_${mode === 'live' ? 'live' : 'test'}_)`,
  });
}

/** A profile's key goes to the profile's address alone: another would learn it. */
function ownBase(name: string, profile: Profile, base: string | undefined, mode: ModeName): string {
  if (base !== undefined && base !== profile.api_base) {
    throw new UsageError(`The key of profile "${name}" is for ${profile.api_base}, not for ${base}.`, {
      next: `Log in there: waybill login --profile other --api-base ${base}. If the API moved: waybill config set api_base ${base}`,
    });
  }
  checkTransport(profile.api_base, mode);
  return profile.api_base;
}

function loginHint(base: string | undefined, mode: ModeName): string {
  const at = base && base !== LOCAL_API_BASE ? ` --api-base ${base}` : '';
  const local = at
    ? ''
    : ` (npm start prints the ${mode} key of a platform on this machine; for another add --api-base)`;
  return `waybill login${at}${local}. In scripts set WAYBILL_API_KEY and WAYBILL_API_BASE.`;
}
