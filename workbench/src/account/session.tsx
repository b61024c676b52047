/** Who is signed in, in which mode, acting for which account. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { ApiError } from '../api/api-error.ts';
import { type Api, createApi } from '../api/calls.ts';
import type { Credential, Mode, Scope } from '../api/types.ts';
import type { PageConfig } from './page-config.ts';
import {
  readStoredSession,
  SIGNED_OUT,
  storeSession,
  takeLinkToken,
  withKey,
  withLocalKeys,
  withoutKey,
} from './stored-session.ts';

export interface Session {
  readonly mode: Mode;
  readonly setMode: (mode: Mode) => void;
  /** Account whose data is shown. */
  readonly account: string;
  /** Undefined: the key's own. */
  readonly setAccount: (account: string | undefined) => void;
  readonly credential: Credential;
  readonly api: Api;
  /** To begin the keys of queries with: nothing of one account or mode is shown in another. */
  readonly scope: string;
  /** Whether the key may do it; what it may not is shown and cannot be clicked. */
  readonly can: (scope: Scope) => boolean;
  readonly signOut: () => void;
  /** The local platform's webhook endpoint to try things with. */
  readonly testEndpoint: string | undefined;
}

/** Before there is a session. */
export interface Entrance {
  readonly mode: Mode;
  readonly setMode: (mode: Mode) => void;
  /** @throws ApiError when the key is not good */
  readonly signIn: (key: string) => Promise<void>;
  /** Why somebody who was signed in is not any more. */
  readonly ended: 'expired' | 'refused' | undefined;
  readonly loading: boolean;
  /** That the platform could not be asked about the key. */
  readonly error: Error | undefined;
  readonly retry: () => void;
}

const SessionContext = createContext<Session | undefined>(undefined);

/** @throws Error outside of `SessionGate` */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('There is no session here.');
  return session;
}

const modeOf = (livemode: boolean): Mode => (livemode ? 'live' : 'sandbox');

/** Shows `entrance` until somebody is signed in for the mode that is chosen, then `children`. */
export function SessionGate({
  config,
  entrance,
  children,
}: {
  config: PageConfig;
  entrance: (entrance: Entrance) => ReactNode;
  children: ReactNode;
}) {
  const queries = useQueryClient();
  const [linkToken, setLinkToken] = useState(takeLinkToken);
  const [stored, setStored] = useState(() => withLocalKeys(readStoredSession(), config.local?.keys));
  const [ended, setEnded] = useState<Entrance['ended']>();
  useEffect(() => storeSession(stored), [stored]);

  const { mode } = stored;
  const key = stored.keys[mode];
  const account = stored.accounts[mode];
  const setMode = useCallback((to: Mode) => setStored((was) => ({ ...was, mode: to })), []);
  const localKeys = config.local?.keys;
  const dropKey = useCallback(
    (dropped: string) => {
      setEnded('expired');
      setStored((was) => withoutKey(was, dropped));
      if (dropped === key) queries.clear();
    },
    [queries, key],
  );
  /** Of both modes. Whoever signs out on the local platform has the platform's own keys again. */
  const signOut = useCallback(() => {
    setEnded(undefined);
    setStored(({ mode }) => ({ ...SIGNED_OUT, mode, keys: { ...localKeys } }));
    queries.clear();
  }, [queries, localKeys]);

  const signIn = useCallback(async (given: string) => {
    const { livemode } = await createApi({ key: given }).credential();
    setEnded(undefined);
    setStored((was) => withKey(was, modeOf(livemode), given));
    setLinkToken(undefined);
  }, []);

  // A link that is opened where the page is open already changes nothing but the end of its address.
  useEffect(() => {
    const entered = () => {
      const token = takeLinkToken();
      if (token !== undefined) setLinkToken(token);
    };
    addEventListener('hashchange', entered);
    return () => removeEventListener('hashchange', entered);
  }, []);

  const link = useQuery({
    queryKey: ['link', linkToken],
    enabled: linkToken !== undefined,
    queryFn: async () => {
      await signIn(linkToken as string).catch((error) => {
        if (!(error instanceof ApiError) || error.status !== 401) throw error;
        setEnded('expired');
        setStored(SIGNED_OUT);
      });
      setLinkToken(undefined);
      return null;
    },
  });

  const api = useMemo(() => (key === undefined ? undefined : createApi({ key, account })), [key, account]);
  const asked = useQuery({
    queryKey: ['credential', key, account],
    enabled: api !== undefined && linkToken === undefined,
    queryFn: () => (api as Api).credential(),
    staleTime: Number.POSITIVE_INFINITY,
  });

  // A key that was good may expire, or be deleted, while the page is open: any answer may say so. It may be late, and
  // about a key that was there before, so that the key itself is asked about.
  useEffect(
    () =>
      queries.getQueryCache().subscribe((event) => {
        if (event.type !== 'updated' || event.action.type !== 'error') return;
        const { error } = event.action;
        if (!(error instanceof ApiError) || error.status !== 401) return;
        const [what, whose] = event.query.queryKey;
        if (what === 'credential') dropKey(String(whose));
        else if (what !== 'link') void queries.invalidateQueries({ queryKey: ['credential'] });
      }),
    [queries, dropKey],
  );

  // The platform says whether it is over: the clock of this machine may be wrong.
  const credential = asked.data;
  useEffect(() => {
    if (credential?.expires_at == null) return undefined;
    const left = credential.expires_at * 1000 - Date.now();
    const ask = () => void queries.invalidateQueries({ queryKey: ['credential'] });
    const timer = setTimeout(ask, Math.max(0, Math.min(left, 2 ** 31 - 1)));
    return () => clearTimeout(timer);
  }, [credential, queries]);

  const session = useMemo((): Session | undefined => {
    if (!api || !credential) return undefined;
    const shown = account ?? credential.account;
    return {
      mode,
      setMode,
      account: shown,
      setAccount: (to) =>
        setStored((was) => {
          const { [was.mode]: _was, ...accounts } = was.accounts;
          return {
            ...was,
            accounts: to === undefined || to === credential.account ? accounts : { ...accounts, [was.mode]: to },
          };
        }),
      credential,
      api,
      scope: `${mode} ${shown}`,
      can: (scope) => credential.scopes.includes(scope),
      signOut,
      testEndpoint: config.local?.test_endpoint,
    };
  }, [api, credential, account, mode, setMode, signOut, config]);

  if (session && linkToken === undefined) return <SessionContext value={session}>{children}</SessionContext>;
  const error = link.error ?? asked.error;
  return entrance({
    mode,
    setMode,
    signIn,
    ended,
    loading: !error && (linkToken !== undefined || key !== undefined),
    error: error ?? undefined,
    retry: () => void (link.error ? link.refetch() : asked.refetch()),
  });
}
