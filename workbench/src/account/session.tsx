/** The session: the key, the mode, and the account that is shown. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { ApiError } from '../../../api-client/api-error.ts';
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
  /** The account whose data is shown. */
  readonly account: string;
  /** Switches the account; undefined for the account of the key. */
  readonly setAccount: (account: string | undefined) => void;
  readonly credential: Credential;
  readonly api: Api;
  /** Prefix of all query keys, so that data of one account and mode is not shown in another. */
  readonly scope: string;
  /** Whether the key has a permission. Actions without permission are shown as disabled. */
  readonly can: (scope: Scope) => boolean;
  readonly signOut: () => void;
  /** URL of the local platform's test endpoint. */
  readonly testEndpoint: string | undefined;
  /** Path of the local platform's metrics, for keys of the platform. */
  readonly platformMetrics: string | undefined;
}

/** The state and the actions of the sign-in page. */
export interface SignInState {
  readonly mode: Mode;
  readonly setMode: (mode: Mode) => void;
  /** @throws ApiError when the key is not valid */
  readonly signIn: (key: string) => Promise<void>;
  /** Why the previous session ended. */
  readonly ended: 'expired' | 'refused' | undefined;
  readonly loading: boolean;
  /** The error when the key could not be checked. */
  readonly error: Error | undefined;
  readonly retry: () => void;
}

const SessionContext = createContext<Session | undefined>(undefined);

/** @throws Error outside of `SessionGate` */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('useSession is used outside of SessionGate.');
  return session;
}

const modeOf = (livemode: boolean): Mode => (livemode ? 'live' : 'sandbox');

/** Renders the sign-in page until there is a session for the selected mode, then `children`. */
export function SessionGate({
  config,
  renderSignIn,
  children,
}: {
  config: PageConfig;
  renderSignIn: (state: SignInState) => ReactNode;
  children: ReactNode;
}) {
  const queries = useQueryClient();
  const [linkToken, setLinkToken] = useState(takeLinkToken);
  const [stored, setStored] = useState(() => withLocalKeys(readStoredSession(), config.local?.keys));
  const [ended, setEnded] = useState<SignInState['ended']>();
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
  /** Signs out of both modes. The local platform then uses its own keys again. */
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

  // Opening a link in a tab where the page is already open changes only the hash of the URL.
  useEffect(() => {
    const hashChanged = () => {
      const token = takeLinkToken();
      if (token !== undefined) setLinkToken(token);
    };
    addEventListener('hashchange', hashChanged);
    return () => removeEventListener('hashchange', hashChanged);
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
  const credentialQuery = useQuery({
    queryKey: ['credential', key, account],
    enabled: api !== undefined && linkToken === undefined,
    queryFn: () => (api as Api).credential(),
    staleTime: Number.POSITIVE_INFINITY,
  });

  // A key can expire or be deleted while the page is open, and any call can return 401. The response can be late and
  // belong to a previous key, so the current key is checked.
  useEffect(
    () =>
      queries.getQueryCache().subscribe((event) => {
        if (event.type !== 'updated' || event.action.type !== 'error') return;
        const { error } = event.action;
        if (!(error instanceof ApiError) || error.status !== 401) return;
        const [name, queriedKey] = event.query.queryKey;
        if (name === 'credential') dropKey(String(queriedKey));
        else if (name !== 'link') void queries.invalidateQueries({ queryKey: ['credential'] });
      }),
    [queries, dropKey],
  );

  // The API decides whether the session has expired, because the clock of this machine can be wrong.
  const credential = credentialQuery.data;
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
      platformMetrics: credential.is_platform ? config.local?.metrics : undefined,
    };
  }, [api, credential, account, mode, setMode, signOut, config]);

  if (session && linkToken === undefined) return <SessionContext value={session}>{children}</SessionContext>;
  const error = link.error ?? credentialQuery.error;
  return renderSignIn({
    mode,
    setMode,
    signIn,
    ended,
    loading: !error && (linkToken !== undefined || key !== undefined),
    error: error ?? undefined,
    retry: () => void (link.error ? link.refetch() : credentialQuery.refetch()),
  });
}
