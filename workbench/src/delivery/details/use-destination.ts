import { useQuery } from '@tanstack/react-query';
import { useSession } from '../../account/session.tsx';

/** The platform can disable a destination at any time, so the page reloads it. */
const REFRESH_MS = 15_000;

export function useDestination(id: string) {
  const { api, scope } = useSession();
  return useQuery({
    queryKey: [scope, 'destination', id],
    queryFn: () => api.destination(id),
    // A deleted destination does not return.
    refetchInterval: ({ state }) => (state.data && !state.error ? REFRESH_MS : false),
  });
}
