import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useI18n, useMessages } from '../i18n/i18n.tsx';
import { EmptyState } from '../shared/empty-state.tsx';
import { ErrorAlert } from '../shared/error-alert.tsx';
import { JsonView } from '../shared/json-view.tsx';
import { explorerMessages } from './messages.ts';

export interface Ran {
  readonly status: number;
  readonly milliseconds: number;
  readonly answer: unknown;
}

export function CallResponse({ ran, error }: { ran: Ran | undefined; error: Error | null }) {
  const t = useMessages(explorerMessages);
  const { formats } = useI18n();
  return (
    <Container header={<Header variant="h2">{t('response')}</Header>}>
      {error && <ErrorAlert error={error} />}
      {!error && !ran && <EmptyState title={t('not_run')} text={t('not_run_what')} />}
      {!error && ran && (
        <SpaceBetween size="s">
          <StatusIndicator type={ran.status < 300 ? 'success' : 'error'}>
            {t('status', { status: String(ran.status), duration: formats.duration(ran.milliseconds) })}
          </StatusIndicator>
          <JsonView value={ran.answer ?? null} label={t('response')} />
        </SpaceBetween>
      )}
    </Container>
  );
}
