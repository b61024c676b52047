/** What the page keeps of who is signed in: in memory, and in session storage, which ends with the tab. */
import type { Mode } from '../api/types.ts';

export interface StoredSession {
  readonly mode: Mode;
  /** One for each mode: neither is good for the other. */
  readonly keys: { readonly [mode in Mode]?: string };
  /** Account that the platform acts for, by mode. */
  readonly accounts: { readonly [mode in Mode]?: string };
}

const NAME = 'waybill.session';
export const SIGNED_OUT: StoredSession = { mode: 'sandbox', keys: {}, accounts: {} };

export function readStoredSession(): StoredSession {
  try {
    const kept = sessionStorage.getItem(NAME);
    return kept ? { ...SIGNED_OUT, ...JSON.parse(kept) } : SIGNED_OUT;
  } catch {
    return SIGNED_OUT;
  }
}

export function storeSession(session: StoredSession): void {
  try {
    sessionStorage.setItem(NAME, JSON.stringify(session));
  } catch {
    // Without storage it lasts as long as the page.
  }
}

/** What came by a link. */
const isLinkToken = (key: string | undefined): boolean => key?.startsWith('ws_') ?? false;

/** Somebody signs in. A link is for what it says alone: whatever keys were there before are not for whoever follows it. */
export function withKey({ keys, accounts }: StoredSession, mode: Mode, key: string): StoredSession {
  const { [mode]: _other, ...left } = accounts;
  return { mode, keys: { ...(isLinkToken(key) ? {} : keys), [mode]: key }, accounts: left };
}

/** With the local platform's own keys for the modes that have none, unless somebody came by a link. */
export function withLocalKeys(session: StoredSession, local: StoredSession['keys'] | undefined): StoredSession {
  if (Object.values(session.keys).some(isLinkToken)) return session;
  return { ...session, keys: { ...local, ...session.keys } };
}

/** What is left when a key is not good any more: the other mode keeps its own. */
export function withoutKey(session: StoredSession, key: string): StoredSession {
  const keys = Object.fromEntries(Object.entries(session.keys).filter(([, one]) => one !== key));
  return { ...session, keys };
}

/** Takes the token of a link, `#session=ws_…`, out of the address, so that it is in no history and no bookmark. */
export function takeLinkToken(): string | undefined {
  const match = /^#session=([\w-]+)$/.exec(location.hash);
  if (!match) return undefined;
  history.replaceState(history.state, '', location.pathname + location.search);
  return match[1];
}
