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

export interface FailureAdvice {
  /** The failure in one sentence. */
  readonly summary: string;
  /** The error message as the API returns it; undefined without one. */
  readonly detail: string | undefined;
  /** The recommended action. */
  readonly action: string | undefined;
}

/** Describes the latest failed attempt; without a failed delivery, the most frequent error class of the metrics. */
export function useFailureAdvice(
  destination: Destination,
  failure: Delivery | undefined,
  health: Health | undefined,
): { advice: FailureAdvice | undefined; loading: boolean } {
  const session = useSession();
  const t = useMessages(classMessages);
  const explain = useMessages(explanationMessages);
  const delivery = useQuery({
    ...deliveryQuery(session, {
      destinationId: destination.id,
      eventId: failure?.event ?? '',
      account: failure && failure.account !== session.account ? failure.account : undefined,
    }),
    enabled: failure !== undefined,
  });
  if (failure && delivery.isLoading) return { advice: undefined, loading: true };
  const attempt = delivery.data?.attempts.findLast(({ succeeded }) => !succeeded);
  const name =
    failure?.failure_reason === 'render_failed' ? 'render_failed' : sortedClasses(health?.all.errors ?? {})[0]?.name;
  const found = (attempt && adviceForAttempt(attempt)) ?? (name === undefined ? undefined : adviceForClass(name));
  if (!found) return { advice: undefined, loading: false };
  const { summary, values, explanation } = found;
  return {
    advice: {
      summary: t(summary, values),
      detail: attempt?.error?.message ?? failure?.failure_detail ?? undefined,
      action: explanation && explain(explanation.key, explanation.values),
    },
    loading: false,
  };
}
