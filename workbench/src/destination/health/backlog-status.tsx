import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { Destination } from '../../api/types.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { backlogState } from './backlog-state.ts';
import { backlogMessages } from './messages.ts';
import { useWaitingCount } from './waiting-count.ts';

/** Shows in a few words that deliveries of the destination wait, are drained, or take long; nothing otherwise. */
export function BacklogStatus({ destination }: { destination: Destination }) {
  const t = useMessages(backlogMessages);
  const waiting = useWaitingCount(destination.health.waiting, 'state_waiting');
  switch (backlogState(destination)) {
    case 'waiting':
    case 'probing':
      return <StatusIndicator type="error">{waiting ?? t('state_waiting_none')}</StatusIndicator>;
    case 'draining':
      return <StatusIndicator type="in-progress">{t('state_draining')}</StatusIndicator>;
    case 'slow':
      return <StatusIndicator type="warning">{t('state_slow')}</StatusIndicator>;
    default:
      return null;
  }
}
