/** Loads one delivery, and reloads it while attempts are expected. */
import { useQuery } from '@tanstack/react-query';
import { useSession } from '../../account/session.tsx';
import { type AwaitedResend, pollEvery } from './polling.ts';

export interface DeliveryRef {
  readonly destinationId: string;
  readonly eventId: string;
  /** Account of the event, when it differs from the account that is shown. */
  readonly account?: string | undefined;
}

/** Prefix of the query keys of a delivery. */
export const deliveryKey = (scope: string, { destinationId, eventId, account }: DeliveryRef) =>
  [scope, 'delivery', destinationId, eventId, account ?? null] as const;

export function useDelivery(ref: DeliveryRef, awaited: AwaitedResend | undefined) {
  const { api, scope } = useSession();
  return useQuery({
    queryKey: [...deliveryKey(scope, ref), 'attempts'],
    queryFn: () =>
      api.delivery(ref.destinationId, ref.eventId, ref.account === undefined ? {} : { account: ref.account }),
    refetchInterval: ({ state }) => (state.data ? pollEvery(state.data, awaited, Date.now()) : false),
  });
}

/** The body changes only when the catalog changes. */
const BODY_STALE_MS = 10 * 60_000;

/**
 * Loads the request body. It is a query of its own because the API renders the body for each call, and a delivery is
 * polled every second.
 * @param attempts number of attempts so far; undefined while it loads
 */
export function useDeliveredBody(ref: DeliveryRef, attempts: number | undefined) {
  const { api, scope, can } = useSession();
  return useQuery({
    queryKey: [...deliveryKey(scope, ref), 'body', attempts],
    enabled: attempts !== undefined && can('events:read'),
    staleTime: BODY_STALE_MS,
    placeholderData: (before) => before,
    queryFn: () =>
      api.delivery(ref.destinationId, ref.eventId, {
        include: ['body'],
        ...(ref.account === undefined ? {} : { account: ref.account }),
      }),
  });
}
