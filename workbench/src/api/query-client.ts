import { QueryClient } from '@tanstack/react-query';
import { isTransient } from '../../../api-client/api-error.ts';

const MAX_RETRIES = 2;

/** Retries only transient errors. */
export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        retry: (failures, error) => failures < MAX_RETRIES && isTransient(error),
        refetchOnWindowFocus: true,
      },
      mutations: { retry: false },
    },
  });
