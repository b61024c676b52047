/** The part of the session that is stored in session storage, which the browser deletes with the tab. */
import type { Mode } from '../api/types.ts';

export interface StoredSession {
  readonly mode: Mode;
  /** A key for each mode. A key is valid only in its own mode. */
  readonly keys: { readonly [mode in Mode]?: string };
  /** The account that the platform acts for, by mode. */
  readonly accounts: { readonly [mode in Mode]?: string };
}

const NAME = 'waybill.session';
export const SIGNED_OUT: StoredSession = { mode: 'sandbox', keys: {}, accounts: {} };

export function readStoredSession(): StoredSession {
  try {
    const stored = sessionStorage.getItem(NAME);
    return stored ? { ...SIGNED_OUT, ...JSON.parse(stored) } : SIGNED_OUT;
  } catch {
    return SIGNED_OUT;
  }
}

export function storeSession(session: StoredSession): void {
  try {
    sessionStorage.setItem(NAME, JSON.stringify(session));
  } catch {
    // Without storage, the session lasts until the page is reloaded.
  }
}

/** Whether a key is the token of a link. */
const isLinkToken = (key: string | undefined): boolean => key?.startsWith('ws_') ?? false;

/** Adds the key of a sign-in. A link replaces all other keys, because its user may not be allowed to use them. */
export function withKey({ keys, accounts }: StoredSession, mode: Mode, key: string): StoredSession {
  const { [mode]: _other, ...remaining } = accounts;
  return { mode, keys: { ...(isLinkToken(key) ? {} : keys), [mode]: key }, accounts: remaining };
}

/** Adds the keys of the local platform for modes without a key, unless the session was opened by a link. */
export function withLocalKeys(session: StoredSession, local: StoredSession['keys'] | undefined): StoredSession {
  if (Object.values(session.keys).some(isLinkToken)) return session;
  return { ...session, keys: { ...local, ...session.keys } };
}

/** Removes an invalid key. The other mode keeps its key. */
export function withoutKey(session: StoredSession, key: string): StoredSession {
  const keys = Object.fromEntries(Object.entries(session.keys).filter(([, one]) => one !== key));
  return { ...session, keys };
}

/** Returns the token of a link, `#session=ws_…`, and removes it from the URL, the history and bookmarks. */
export function takeLinkToken(): string | undefined {
  const match = /^#session=([\w-]+)$/.exec(location.hash);
  if (!match) return undefined;
  history.replaceState(history.state, '', location.pathname + location.search);
  return match[1];
}
