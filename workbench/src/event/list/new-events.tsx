import Button from '@cloudscape-design/components/button';
import LiveRegion from '@cloudscape-design/components/live-region';
import { useMessages } from '../../i18n/i18n.tsx';
import { listMessages } from './messages.ts';

/** Reads the list anew; says when there is something new to show. In one place, so that nothing moves when it does. */
export function NewEvents({
  fresh,
  more,
  loading,
  onShow,
  onRefresh,
}: { fresh: number; more: boolean; loading: boolean } & Record<'onShow' | 'onRefresh', () => void>) {
  const t = useMessages(listMessages);
  const text = t(more ? 'fresh_more' : 'fresh', { count: fresh });
  return (
    <>
      {fresh === 0 ? (
        <Button iconName="refresh" ariaLabel={t('refresh')} loading={loading} onClick={onRefresh} />
      ) : (
        <Button iconName="refresh" onClick={onShow}>
          {text}
        </Button>
      )}
      <LiveRegion hidden>{fresh === 0 ? '' : text}</LiveRegion>
    </>
  );
}
