import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { Delivery, Destination } from '../api/types.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { sharedMessages } from './messages.ts';

const DELIVERY = { delivered: 'success', pending: 'pending', failed: 'error' } as const;

export function DeliveryStatus({ status }: Pick<Delivery, 'status'>) {
  const t = useMessages(sharedMessages);
  return <StatusIndicator type={DELIVERY[status]}>{t(status)}</StatusIndicator>;
}

export function DestinationStatus({ status }: Pick<Destination, 'status'>) {
  const t = useMessages(sharedMessages);
  return <StatusIndicator type={status === 'enabled' ? 'success' : 'stopped'}>{t(status)}</StatusIndicator>;
}
