import { useQuery } from '@tanstack/react-query';
import { useSession } from '../../account/session.tsx';
import { reloadEvery } from '../../destination/health/backlog-state.ts';

export function useDestination(id: string) {
  const { api, scope } = useSession();
  return useQuery({
    queryKey: [scope, 'destination', id],
    queryFn: () => api.destination(id),
    // A deleted destination does not return.
    refetchInterval: ({ state }) => (state.data && !state.error ? reloadEvery(state.data) : false),
  });
}
