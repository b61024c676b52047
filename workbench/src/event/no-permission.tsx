import { useMessages } from '../i18n/i18n.tsx';
import { EmptyState } from '../shared/empty-state.tsx';
import { eventsMessages } from './messages.ts';

export function NoPermission() {
  const t = useMessages(eventsMessages);
  return <EmptyState title={t('no_permission')} text={t('no_permission_what')} />;
}
