import { useQuery } from '@tanstack/react-query';
import { useSession } from '../../account/session.tsx';

/** A destination may be disabled while one looks at it: its endpoint says that it is gone, or keeps failing. */
const REFRESH_MS = 15_000;

export function useDestination(id: string) {
  const { api, scope } = useSession();
  return useQuery({
    queryKey: [scope, 'destination', id],
    queryFn: () => api.destination(id),
    // What is gone does not come back.
    refetchInterval: ({ state }) => (state.data && !state.error ? REFRESH_MS : false),
  });
}
