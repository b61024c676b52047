import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button, { type ButtonProps } from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useSession } from '../../account/session.tsx';
import type { Destination, Recovery } from '../../api/types.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { ErrorAlert } from '../../shared/error-alert.tsx';
import { PageLink } from '../../shared/link.tsx';
import { links } from '../../shell/links.ts';
import { useNotify } from '../../shell/notifications.tsx';
import { Buttons, type DialogFrame } from '../dialog-frame.tsx';
import { recoverMessages } from '../messages.ts';
import { RecoveryFigures } from './recovery-figures.tsx';
import { StopQuestion, useStop } from './stop-recovery.tsx';
import { useRecovery } from './use-recovery.ts';

/** A recovery from when it was started to its results. Closing the dialog leaves it running. */
export function RunningRecovery({
  destination,
  known,
  frame,
  onClose,
  onAnother,
}: {
  destination: Destination;
  known: Recovery;
  frame: DialogFrame;
  onClose: () => void;
  onAnother: () => void;
}) {
  const t = useMessages(recoverMessages);
  const { can, scope } = useSession();
  const queries = useQueryClient();
  const notify = useNotify();
  const { data: recovery, error } = useRecovery(destination.id, known);
  const stop = useStop(destination.id);
  const stopButton = useRef<ButtonProps.Ref>(null);
  const running = recovery.status === 'running';

  // What it sent has changed the lists and the numbers of the page behind.
  useEffect(() => {
    if (!running) void queries.invalidateQueries({ queryKey: [scope] });
  }, [running, queries, scope]);

  const leave = () => {
    if (running) {
      notify({
        type: 'info',
        header: t('runs_title', { name: destination.name }),
        action: <PageLink href={links.recoveries(destination.id)}>{t('see')}</PageLink>,
      });
    }
    onClose();
  };

  const footer = running ? (
    <Buttons>
      <Button onClick={leave}>{t('close_running')}</Button>
      <Button
        ref={stopButton}
        disabled={!can('deliveries:retry')}
        disabledReason={t('forbidden')}
        onClick={() => stop.ask(recovery)}
      >
        {t('stop')}
      </Button>
    </Buttons>
  ) : (
    <Buttons>
      <Button variant="link" onClick={onAnother}>
        {t('another')}
      </Button>
      <Button variant="primary" onClick={leave}>
        {t('close')}
      </Button>
    </Buttons>
  );
  return frame(
    <SpaceBetween size="l">
      {error && <ErrorAlert error={error} />}
      {running && stop.asking && (
        <Alert type="warning" header={t('stop_sure')}>
          <StopQuestion stop={stop} onKept={() => stopButton.current?.focus()} />
        </Alert>
      )}
      <RecoveryFigures recovery={recovery} />
      {running && <Box color="text-body-secondary">{t('runs_on')}</Box>}
    </SpaceBetween>,
    footer,
    leave,
  );
}
