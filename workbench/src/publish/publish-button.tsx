import Button from '@cloudscape-design/components/button';
import { useSession } from '../account/session.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import { publishMessages } from './messages.ts';

export function PublishButton({ onClick }: { onClick: () => void }) {
  const t = useMessages(publishMessages);
  const { can } = useSession();
  return can('events:publish') ? (
    <Button onClick={onClick}>{t('publish_sample')}</Button>
  ) : (
    <Button disabled disabledReason={t('no_permission')}>
      {t('publish_sample')}
    </Button>
  );
}
