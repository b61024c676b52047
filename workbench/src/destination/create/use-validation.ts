import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { ApiError } from '../../../../api-client/api-error.ts';
import { useSession } from '../../account/session.tsx';
import { type FieldProblem, fieldProblems } from '../../api/field-problems.ts';
import type { NewDestination } from '../../api/types.ts';

/** How long the input must be unchanged before the API validates it, milliseconds. */
const QUIET_MS = 400;
const NONE: readonly FieldProblem[] = [];

/**
 * Validates the request with the API whenever it changes. Each request is a query of its own, so the result of an older
 * request is never shown for a newer one.
 * @param request undefined while there is too little input
 */
export function useValidation(request: NewDestination | undefined) {
  const { api, scope } = useSession();
  const queries = useQueryClient();
  const text = request ? JSON.stringify(request) : '';
  const [quiet, setQuiet] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setQuiet(text), QUIET_MS);
    return () => clearTimeout(timer);
  }, [text]);

  const query = useCallback(
    (body: string) => ({
      queryKey: [scope, 'destination_validation', body],
      queryFn: async ({ signal }: { signal: AbortSignal }) => {
        await api.validateDestination(JSON.parse(body), signal);
        return true;
      },
    }),
    [api, scope],
  );
  const result = useQuery({ ...query(quiet), enabled: quiet !== '', gcTime: 60_000 });
  const isCurrent = quiet === text;

  /** Validates without a delay. Returns the error, or undefined. */
  const validate = useCallback(
    async (now: NewDestination): Promise<unknown> => {
      try {
        await queries.fetchQuery({ ...query(JSON.stringify(now)), staleTime: 0 });
        return undefined;
      } catch (error) {
        return error;
      }
    },
    [queries, query],
  );
  const { error } = result;
  return {
    problems: isCurrent && error ? fieldProblems(error) : NONE,
    /** An error that is about no field, for example that there are too many destinations. */
    error: isCurrent && error instanceof ApiError && fieldProblems(error).length === 0 ? error : undefined,
    isChecking: text !== '' && (!isCurrent || result.isFetching),
    isValid: text !== '' && isCurrent && result.isSuccess,
    validate,
  };
}
