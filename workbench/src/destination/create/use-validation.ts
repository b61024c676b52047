import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { useSession } from '../../account/session.tsx';
import { ApiError } from '../../api/api-error.ts';
import { type FieldProblem, fieldProblems } from '../../api/field-problems.ts';
import type { NewDestination } from '../../api/types.ts';

/** How long somebody has to stop typing before the API is asked, milliseconds. */
const QUIET_MS = 400;
const NONE: readonly FieldProblem[] = [];

/**
 * What the API would refuse the request for, asked whenever it has changed. Each request is a query of its own, so an
 * older answer never stands for a newer request.
 * @param request undefined while there is too little to ask about
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
  const asked = useQuery({ ...query(quiet), enabled: quiet !== '', gcTime: 60_000 });
  const isCurrent = quiet === text;

  /** Asks at once. */
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
  const { error } = asked;
  return {
    problems: isCurrent && error ? fieldProblems(error) : NONE,
    /** That the answer is about no field: too many destinations, or no answer. */
    error: isCurrent && error instanceof ApiError && fieldProblems(error).length === 0 ? error : undefined,
    isChecking: text !== '' && (!isCurrent || asked.isFetching),
    isValid: text !== '' && isCurrent && asked.isSuccess,
    validate,
  };
}
