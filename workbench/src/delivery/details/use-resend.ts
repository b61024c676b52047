import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useSession } from '../../account/session.tsx';
import type { Destination } from '../../api/types.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { useNotify } from '../../shell/notifications.tsx';
import { deliveryMessages } from './messages.ts';
import { type DeliveryRef, deliveryKey } from './use-delivery.ts';

/** Resends one event to one destination. */
export function useResend(ref: DeliveryRef, onResent: () => void) {
  const t = useMessages(deliveryMessages);
  const { api, scope } = useSession();
  const queries = useQueryClient();
  const notify = useNotify();
  return useMutation({
    mutationFn: () => api.resend(ref.eventId, ref.destinationId, ref.account),
    onSuccess: () => {
      onResent();
      notify({ type: 'success', header: t('resent'), content: t('resent_what') });
      void queries.invalidateQueries({ queryKey: [scope, 'deliveries', ref.destinationId] });
      return queries.invalidateQueries({ queryKey: deliveryKey(scope, ref) });
    },
  });
}

/** Returns why resending to the destination is not possible; undefined when it is. */
export function useResendRefusal(destination: Pick<Destination, 'status'> | undefined): string | undefined {
  const t = useMessages(deliveryMessages);
  const { can } = useSession();
  if (!can('deliveries:retry')) return t('resend_forbidden');
  return destination?.status === 'disabled' ? t('resend_disabled') : undefined;
}
