import { queryOptions, useQuery } from '@tanstack/react-query';
import { type Session, useSession } from '../../account/session.tsx';
import type { Recovery } from '../../api/types.ts';
import { canChange, runningOf } from './recovery-progress.ts';

const POLL_MS = 1000;
/** The running recovery is among the newest ones. */
const NEWEST = 5;

/** Prefix of the query keys for the recoveries of a destination. */
export const recoveriesKey = (scope: string, id: string) => [scope, 'recoveries', id] as const;

export const newestRecoveriesQuery = ({ api, scope }: Pick<Session, 'api' | 'scope'>, id: string) =>
  queryOptions({
    queryKey: [...recoveriesKey(scope, id), 'newest'],
    queryFn: () => api.recoveries(id, { limit: NEWEST }),
    // A cached running recovery may have ended.
    staleTime: 0,
  });

/** Loads the running recovery, if there is one. */
export function useRunning(id: string) {
  const query = useQuery(newestRecoveriesQuery(useSession(), id));
  return { ...query, running: query.data && runningOf(query.data.data) };
}

/** Loads one recovery, and reloads it every second while it can change. @param initial shown until it is loaded */
export function useRecovery(id: string, initial: Recovery) {
  const { api, scope } = useSession();
  return useQuery({
    queryKey: [...recoveriesKey(scope, id), 'one', initial.id],
    queryFn: () => api.recovery(id, initial.id),
    initialData: initial,
    initialDataUpdatedAt: 0,
    refetchInterval: ({ state }) => (state.data && canChange(state.data, Date.now()) ? POLL_MS : false),
  });
}
