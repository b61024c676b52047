import { useQuery } from '@tanstack/react-query';
import { useSession } from '../../account/session.tsx';

const REFRESHED_MS = 5_000;

/** Who listens now, asked for again and again. */
export function useListenSessions() {
  const { api, scope, can } = useSession();
  return useQuery({
    queryKey: [scope, 'listen sessions'],
    enabled: can('events:read'),
    queryFn: () => api.listenSessions(),
    select: ({ data }) => data,
    refetchInterval: REFRESHED_MS,
  });
}
