import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSession } from '../../account/session.tsx';
import { isTransient } from '../../api/is-transient.ts';

const PAGE = 20;
const REFRESHED_MS = 3_000;

/** Answers to what a session forwarded, page by page; the first page is asked for again and again. */
export function useAnswers(session: string) {
  const { api, scope } = useSession();
  const [after, setAfter] = useState<string>();
  const query = useQuery({
    queryKey: [scope, 'listen sessions', session, 'answers', after],
    queryFn: () =>
      api.listenAnswers(session, { limit: PAGE, ...(after === undefined ? {} : { starting_after: after }) }),
    refetchInterval: ({ state: { error } }) =>
      after === undefined && (!error || isTransient(error)) ? REFRESHED_MS : false,
  });
  const { data } = query;
  const last = data?.has_more ? data.data.at(-1)?.id : undefined;
  return {
    answers: data?.data,
    error: query.error,
    retry: query.refetch,
    isFirst: after === undefined,
    newest: () => setAfter(undefined),
    /** Undefined where there are none. */
    older: last === undefined ? undefined : () => setAfter(last),
  };
}
