import { useQuery } from '@tanstack/react-query';
import { useSession } from '../account/session.tsx';
import type { Delivery, Destination } from '../api/types.ts';
import { explanationMessages } from '../delivery/attempt/explanation-messages.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { adviceForAttempt, adviceForClass } from './advice.ts';
import { classMessages } from './class-messages.ts';
import { sortedClasses } from './error-classes.ts';
import type { Health } from './health.ts';
import { deliveryQuery } from './queries.ts';

export interface Answer {
  /** What the destination answers, a sentence. */
  readonly says: string;
  /** The error in the API's words, where there is one. */
  readonly detail: string | undefined;
  readonly todo: string | undefined;
}

/** What a destination answered when an attempt failed last; without such a delivery, what it fails of most. */
export function useAnswer(
  destination: Destination,
  failure: Delivery | undefined,
  health: Health | undefined,
): { answer: Answer | undefined; loading: boolean } {
  const session = useSession();
  const t = useMessages(classMessages);
  const explain = useMessages(explanationMessages);
  const found = useQuery({
    ...deliveryQuery(session, {
      destinationId: destination.id,
      eventId: failure?.event ?? '',
      account: failure && failure.account !== session.account ? failure.account : undefined,
    }),
    enabled: failure !== undefined,
  });
  if (failure && found.isLoading) return { answer: undefined, loading: true };
  const attempt = found.data?.attempts.findLast(({ succeeded }) => !succeeded);
  const name =
    failure?.failure_reason === 'render_failed' ? 'render_failed' : sortedClasses(health?.all.errors ?? {})[0]?.name;
  const advice = (attempt && adviceForAttempt(attempt)) ?? (name === undefined ? undefined : adviceForClass(name));
  if (!advice) return { answer: undefined, loading: false };
  const { says, values, explanation } = advice;
  return {
    answer: {
      says: t(says, values),
      detail: attempt?.error?.message ?? failure?.failure_detail ?? undefined,
      todo: explanation && explain(explanation.key, explanation.values),
    },
    loading: false,
  };
}
