import { queryOptions, useQuery } from '@tanstack/react-query';
import { type Session, useSession } from '../../account/session.tsx';
import type { Recovery } from '../../api/types.ts';
import { isMoving, runningOf } from './recovery-progress.ts';

const POLL_MS = 1000;
/** A running one is the newest, or close to it: several may have been refused or ended since. */
const NEWEST = 5;

/** Begins the keys of everything about a destination's recoveries. */
export const recoveriesKey = (scope: string, id: string) => [scope, 'recoveries', id] as const;

export const newestRecoveriesQuery = ({ api, scope }: Pick<Session, 'api' | 'scope'>, id: string) =>
  queryOptions({
    queryKey: [...recoveriesKey(scope, id), 'newest'],
    queryFn: () => api.recoveries(id, { limit: NEWEST }),
    // What ran when somebody looked last may have ended.
    staleTime: 0,
  });

/** The recovery that runs at the moment, if one does. */
export function useRunning(id: string) {
  const query = useQuery(newestRecoveriesQuery(useSession(), id));
  return { ...query, running: query.data && runningOf(query.data.data) };
}

/** One recovery, anew each second while something happens to it. @param known what was told of it last */
export function useRecovery(id: string, known: Recovery) {
  const { api, scope } = useSession();
  return useQuery({
    queryKey: [...recoveriesKey(scope, id), 'one', known.id],
    queryFn: () => api.recovery(id, known.id),
    initialData: known,
    initialDataUpdatedAt: 0,
    refetchInterval: ({ state }) => (state.data && isMoving(state.data, Date.now()) ? POLL_MS : false),
  });
}
