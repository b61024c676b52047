import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useSession } from '../../account/session.tsx';
import type { Destination } from '../../api/types.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { useNotify } from '../../shell/notifications.tsx';
import { deliveryMessages } from './messages.ts';
import { type DeliveryOf, deliveryKey } from './use-delivery.ts';

/** Sends one event to one destination once more. */
export function useResend(of: DeliveryOf, onResent: () => void) {
  const t = useMessages(deliveryMessages);
  const { api, scope } = useSession();
  const queries = useQueryClient();
  const notify = useNotify();
  return useMutation({
    mutationFn: () => api.resend(of.eventId, of.destinationId, of.account),
    onSuccess: () => {
      onResent();
      notify({ type: 'success', header: t('resent'), content: t('resent_what') });
      void queries.invalidateQueries({ queryKey: [scope, 'deliveries', of.destinationId] });
      return queries.invalidateQueries({ queryKey: deliveryKey(scope, of) });
    },
  });
}

/** Why nothing can be resent to the destination; undefined when it can. */
export function useResendRefusal(destination: Pick<Destination, 'status'> | undefined): string | undefined {
  const t = useMessages(deliveryMessages);
  const { can } = useSession();
  if (!can('deliveries:retry')) return t('resend_forbidden');
  return destination?.status === 'disabled' ? t('resend_disabled') : undefined;
}
