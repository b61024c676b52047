import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { isTransient } from '../../../../api-client/api-error.ts';
import { useSession } from '../../account/session.tsx';

const PAGE = 20;
const REFRESH_MS = 3_000;

/** Loads the local responses of a session page by page. The first page is refreshed automatically. */
export function useResponses(session: string) {
  const { api, scope } = useSession();
  const [after, setAfter] = useState<string>();
  const query = useQuery({
    queryKey: [scope, 'listen sessions', session, 'answers', after],
    queryFn: () =>
      api.listenAnswers(session, { limit: PAGE, ...(after === undefined ? {} : { starting_after: after }) }),
    refetchInterval: ({ state: { error } }) =>
      after === undefined && (!error || isTransient(error)) ? REFRESH_MS : false,
  });
  const { data } = query;
  const last = data?.has_more ? data.data.at(-1)?.id : undefined;
  return {
    responses: data?.data,
    error: query.error,
    retry: query.refetch,
    isFirst: after === undefined,
    newest: () => setAfter(undefined),
    /** Undefined on the last page. */
    older: last === undefined ? undefined : () => setAfter(last),
  };
}
