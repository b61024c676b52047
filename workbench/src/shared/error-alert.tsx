import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { ApiError } from '../../../api-client/api-error.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { sharedMessages } from './messages.ts';

/** Shows an error with the message of the API. */
export function ErrorAlert({ error, onRetry, title }: { error: unknown; onRetry?: () => unknown; title?: string }) {
  const t = useMessages(sharedMessages);
  const { status } = error instanceof ApiError ? error : {};
  return (
    <Alert
      type="error"
      header={title ?? t(onRetry ? 'load_error' : 'error')}
      action={onRetry && <Button onClick={() => onRetry()}>{t('again')}</Button>}
    >
      {status === 403 && `${t('forbidden')} `}
      {error instanceof Error ? error.message : String(error)}
      {status === 0 && ` ${t('no_response')}`}
    </Alert>
  );
}
