/** One delivery, asked for again as long as something is going to happen to it. */
import { useQuery } from '@tanstack/react-query';
import { useSession } from '../../account/session.tsx';
import { type Awaited, pollEvery } from './polling.ts';

export interface DeliveryOf {
  readonly destinationId: string;
  readonly eventId: string;
  /** Whose event it is, where that is another than the account that is shown. */
  readonly account?: string | undefined;
}

/** Begins the keys of its queries. */
export const deliveryKey = (scope: string, { destinationId, eventId, account }: DeliveryOf) =>
  [scope, 'delivery', destinationId, eventId, account ?? null] as const;

export function useDelivery(of: DeliveryOf, awaited: Awaited | undefined) {
  const { api, scope } = useSession();
  return useQuery({
    queryKey: [...deliveryKey(scope, of), 'attempts'],
    queryFn: () => api.delivery(of.destinationId, of.eventId, of.account === undefined ? {} : { account: of.account }),
    refetchInterval: ({ state }) => (state.data ? pollEvery(state.data, awaited, Date.now()) : false),
  });
}

/** Longer than anybody looks: the body changes only when the catalog does, and then with an attempt to see it in. */
const BODY_STALE_MS = 10 * 60_000;

/**
 * What is sent. By itself, because the platform renders it anew for each call, and a delivery is polled every second.
 * @param attempts made so far; undefined while not known
 */
export function useDeliveredBody(of: DeliveryOf, attempts: number | undefined) {
  const { api, scope, can } = useSession();
  return useQuery({
    queryKey: [...deliveryKey(scope, of), 'body', attempts],
    enabled: attempts !== undefined && can('events:read'),
    staleTime: BODY_STALE_MS,
    placeholderData: (before) => before,
    queryFn: () =>
      api.delivery(of.destinationId, of.eventId, {
        include: ['body'],
        ...(of.account === undefined ? {} : { account: of.account }),
      }),
  });
}
