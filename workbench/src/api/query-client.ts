import { QueryClient } from '@tanstack/react-query';
import { isPassing } from './is-passing.ts';

const MAX_RETRIES = 2;

/** What the API refuses is refused again; only what may pass is asked again. */
export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        retry: (failures, error) => failures < MAX_RETRIES && isPassing(error),
        refetchOnWindowFocus: true,
      },
      mutations: { retry: false },
    },
  });
