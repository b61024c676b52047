import Alert from '@cloudscape-design/components/alert';
import type { Destination } from '../api/types.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { destinationMessages } from './messages.ts';

/** Explains why a destination is disabled, and recommends an action. */
export function DisabledBanner({ destination: { status, status_details } }: { destination: Destination }) {
  const t = useMessages(destinationMessages);
  if (status !== 'disabled') return null;
  const reason = status_details?.disabled.reason ?? 'user';
  return (
    <Alert type="warning" header={t('disabled')}>
      {t(`reason_${reason}`)}
    </Alert>
  );
}
