import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMessages } from '../../i18n/i18n.tsx';
import { listMessages } from './messages.ts';

/** Newest, previous and next page. The API returns no page numbers. */
export function Pages({
  hasNewer,
  hasOlder,
  onNewest,
  onNewer,
  onOlder,
}: { hasNewer: boolean; hasOlder: boolean } & Record<'onNewest' | 'onNewer' | 'onOlder', () => void>) {
  const t = useMessages(listMessages);
  return (
    <nav aria-label={t('pages')}>
      <SpaceBetween size="xxs" direction="horizontal" alignItems="center">
        {hasNewer && (
          <Button variant="inline-link" onClick={onNewest}>
            {t('newest')}
          </Button>
        )}
        <Button iconName="angle-left" variant="icon" ariaLabel={t('newer')} disabled={!hasNewer} onClick={onNewer} />
        <Button iconName="angle-right" variant="icon" ariaLabel={t('older')} disabled={!hasOlder} onClick={onOlder} />
      </SpaceBetween>
    </nav>
  );
}
