import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMessages } from '../../i18n/i18n.tsx';
import { listenMessages } from '../messages.ts';
import type { Listening } from '../stream/use-listener.ts';
import { useView } from '../use-view.ts';

/** Explains why no events are received, and offers an action. */
export function ConnectionAlert({ listening: { state, again, retryNow } }: { listening: Listening }) {
  const t = useMessages(listenMessages);
  const { view, setView } = useView();
  if (state.name === 'reconnecting') {
    return (
      <Alert type="warning" action={<Button onClick={retryNow}>{t('retry_now')}</Button>}>
        {t('lost')}
      </Alert>
    );
  }
  if (state.name === 'ended') {
    return (
      <Alert type="info" header={t('ended_title')} action={<Button onClick={again}>{t('again')}</Button>}>
        {t('ended_what')}
      </Alert>
    );
  }
  if (state.name !== 'failed') return null;
  return (
    <Alert
      type="error"
      header={t('failed_title')}
      action={
        <SpaceBetween size="xs" direction="horizontal">
          <Button onClick={() => setView('sessions', view)}>{t('to_sessions')}</Button>
          <Button onClick={again}>{t('try_again')}</Button>
        </SpaceBetween>
      }
    >
      {state.error.message}
    </Alert>
  );
}
