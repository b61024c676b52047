import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { isTransient } from '../../../../api-client/api-error.ts';
import { useSession } from '../../account/session.tsx';
import { RESEND_WAIT_MS } from '../../delivery/details/polling.ts';
import { attemptsOf, isPending } from './group-outcomes.ts';

const POLL_MS = 2_000;
/** While details are expanded, the user can resend from there. */
const OPENED_MS = 5_000;

/**
 * Loads the outcomes, and reloads them while attempts are expected. `watch` starts waiting for the attempt of a
 * resend.
 */
export function useOutcomes(eventId: string, opened: boolean) {
  const { api, scope } = useSession();
  const [watched, setWatched] = useState<{ readonly attempts: number; readonly until: number }>();
  const query = useQuery({
    queryKey: [scope, 'event', eventId, 'outcomes'],
    queryFn: async () => (await api.outcomes(eventId)).data,
    refetchInterval: ({ state: { data, error } }) => {
      if (error) return isTransient(error) ? OPENED_MS : false;
      if (!data) return false;
      const awaited = watched && Date.now() < watched.until && attemptsOf(data) <= watched.attempts;
      if (awaited || isPending(data)) return POLL_MS;
      return opened ? OPENED_MS : false;
    },
  });
  return {
    ...query,
    watch: () => setWatched({ attempts: attemptsOf(query.data ?? []), until: Date.now() + RESEND_WAIT_MS }),
  };
}
