import Button from '@cloudscape-design/components/button';
import LiveRegion from '@cloudscape-design/components/live-region';
import { useMessages } from '../../i18n/i18n.tsx';
import { listMessages } from './messages.ts';

/** Refreshes the list, or shows the number of new events. One button for both keeps the layout stable. */
export function NewEvents({
  newCount,
  more,
  loading,
  onShow,
  onRefresh,
}: { newCount: number; more: boolean; loading: boolean } & Record<'onShow' | 'onRefresh', () => void>) {
  const t = useMessages(listMessages);
  const text = t(more ? 'show_new_more' : 'show_new', { count: newCount });
  return (
    <>
      {newCount === 0 ? (
        <Button iconName="refresh" ariaLabel={t('refresh')} loading={loading} onClick={onRefresh} />
      ) : (
        <Button iconName="refresh" onClick={onShow}>
          {text}
        </Button>
      )}
      <LiveRegion hidden>{newCount === 0 ? '' : text}</LiveRegion>
    </>
  );
}
