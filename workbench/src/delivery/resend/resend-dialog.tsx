import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Modal from '@cloudscape-design/components/modal';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useSession } from '../../account/session.tsx';
import { useMessages } from '../../i18n/i18n.tsx';
import { PageLink } from '../../shared/link.tsx';
import { links } from '../../shell/links.ts';
import { deliveriesMessages } from '../list/messages.ts';
import { keyOf, type Row } from '../list/refresh.ts';
import { byMessage } from './run-all.ts';
import { type Resending, useResendAll } from './use-resend-all.ts';

interface ResendDialogProps {
  readonly destinationId: string;
  readonly rows: readonly Row[];
  readonly onClose: () => void;
}

/** Resends deliveries after a confirmation, and shows the progress and the failures. */
export function ResendDialog({ destinationId, rows, onClose }: ResendDialogProps) {
  const t = useMessages(deliveriesMessages);
  const { state, start, stop } = useResendAll(destinationId);
  const running = state?.running ?? false;
  const failed = state?.failures.map(({ item }) => item) ?? [];
  return (
    <Modal
      visible
      header={t(running ? 'resending' : state ? 'resend_done' : 'resend_ask', { count: state?.total ?? rows.length })}
      // Resends in progress cannot be canceled, so dismissing the dialog stops the remaining ones.
      onDismiss={() => (running ? stop() : onClose())}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            {!state && (
              <>
                <Button variant="link" onClick={onClose}>
                  {t('cancel')}
                </Button>
                <Button variant="primary" onClick={() => start(rows)}>
                  {t('resend_count', { count: rows.length })}
                </Button>
              </>
            )}
            {running && (
              <Button onClick={stop} loading={state?.stopped ?? false} loadingText={t('stopping')}>
                {t('stop')}
              </Button>
            )}
            {state && !running && (
              <>
                {failed.length > 0 && <Button onClick={() => start(failed)}>{t('again_failed')}</Button>}
                <Button variant="primary" onClick={onClose}>
                  {t('close')}
                </Button>
              </>
            )}
          </SpaceBetween>
        </Box>
      }
    >
      {state ? <Progress state={state} destinationId={destinationId} /> : <Question rows={rows} />}
    </Modal>
  );
}

function Question({ rows }: { rows: readonly Row[] }) {
  const t = useMessages(deliveriesMessages);
  const delivered = rows.filter(({ status }) => status === 'delivered').length;
  return (
    <SpaceBetween size="s">
      <div>{t('resend_ask_what')}</div>
      {delivered > 0 && <Alert type="warning">{t('resend_ask_delivered', { count: delivered })}</Alert>}
    </SpaceBetween>
  );
}

function Progress({
  state: { done, total, running, failures },
  destinationId,
}: { state: Resending } & Pick<ResendDialogProps, 'destinationId'>) {
  const t = useMessages(deliveriesMessages);
  const { account } = useSession();
  const sent = done - failures.length;
  return (
    <SpaceBetween size="m">
      {running ? (
        <ProgressBar
          value={(100 * done) / total}
          label={t('resending')}
          additionalInfo={t('progress', { done, total })}
        />
      ) : (
        sent > 0 && (
          <Alert type="success" header={t('resent', { count: sent })}>
            {t('resent_what')}
          </Alert>
        )
      )}
      {!running && done < total && <Alert type="info">{t('resend_left', { count: total - done })}</Alert>}
      {failures.length > 0 && (
        <Alert type="error" header={t('resend_failed', { count: failures.length })}>
          {byMessage(failures).map(({ message, items }) => (
            <ExpandableSection key={message} variant="footer" headerText={`${message} (${items.length})`}>
              <ul>
                {items.map((row) => (
                  <li key={keyOf(row)}>
                    <PageLink href={links.deliveryOf(destinationId, row, account)}>{row.event}</PageLink>
                  </li>
                ))}
              </ul>
            </ExpandableSection>
          ))}
        </Alert>
      )}
    </SpaceBetween>
  );
}
