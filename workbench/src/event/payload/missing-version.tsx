import Alert from '@cloudscape-design/components/alert';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useMessages } from '../../i18n/i18n.tsx';
import { ErrorAlert } from '../../shared/error-alert.tsx';
import { payloadMessages } from './messages.ts';

/** Replaces an event that is loading or cannot be rendered. */
export function MissingVersion({
  version,
  renderFailed,
  error,
  onRetry,
}: {
  version: string;
  renderFailed: string | undefined;
  error: unknown;
  onRetry: () => unknown;
}) {
  const t = useMessages(payloadMessages);
  if (renderFailed !== undefined) {
    return (
      <Alert type="error" header={t('render_failed', { version })}>
        {t('render_failed_what', { message: renderFailed })}
      </Alert>
    );
  }
  if (error) return <ErrorAlert error={error} onRetry={onRetry} />;
  return <StatusIndicator type="loading">{t('loading')}</StatusIndicator>;
}
