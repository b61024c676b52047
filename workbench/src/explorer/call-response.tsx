import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useI18n, useMessages } from '../i18n/i18n.tsx';
import { EmptyState } from '../shared/empty-state.tsx';
import { ErrorAlert } from '../shared/error-alert.tsx';
import { JsonView } from '../shared/json-view.tsx';
import { explorerMessages } from './messages.ts';

export interface RunResult {
  readonly status: number;
  readonly milliseconds: number;
  readonly body: unknown;
}

export function CallResponse({ result, error }: { result: RunResult | undefined; error: Error | null }) {
  const t = useMessages(explorerMessages);
  const { formats } = useI18n();
  return (
    <Container header={<Header variant="h2">{t('response')}</Header>}>
      {error && <ErrorAlert error={error} />}
      {!error && !result && <EmptyState title={t('not_run')} text={t('not_run_what')} />}
      {!error && result && (
        <SpaceBetween size="s">
          <StatusIndicator type={result.status < 300 ? 'success' : 'error'}>
            {t('status', { status: String(result.status), duration: formats.duration(result.milliseconds) })}
          </StatusIndicator>
          <JsonView value={result.body ?? null} label={t('response')} />
        </SpaceBetween>
      )}
    </Container>
  );
}
