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
import { DialogButtons, type DialogFrame } from '../dialog-frame.tsx';
import { recoverMessages } from '../messages.ts';
import { RecoveryFigures } from './recovery-figures.tsx';
import { StopConfirmation, useStop } from './stop-recovery.tsx';
import { useRecovery } from './use-recovery.ts';

/** Follows a recovery from its start to its results. It continues when the dialog is closed. */
export function RunningRecovery({
  destination,
  initial,
  frame,
  onClose,
  onAnother,
}: {
  destination: Destination;
  initial: Recovery;
  frame: DialogFrame;
  onClose: () => void;
  onAnother: () => void;
}) {
  const t = useMessages(recoverMessages);
  const { can, scope } = useSession();
  const queries = useQueryClient();
  const notify = useNotify();
  const { data: recovery, error } = useRecovery(destination.id, initial);
  const stop = useStop(destination.id);
  const stopButton = useRef<ButtonProps.Ref>(null);
  const running = recovery.status === 'running';

  // The recovery changed the data of the page behind the dialog.
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
    <DialogButtons>
      <Button onClick={leave}>{t('close_running')}</Button>
      <Button
        ref={stopButton}
        disabled={!can('deliveries:retry')}
        disabledReason={t('forbidden')}
        onClick={() => stop.ask(recovery)}
      >
        {t('stop')}
      </Button>
    </DialogButtons>
  ) : (
    <DialogButtons>
      <Button variant="link" onClick={onAnother}>
        {t('another')}
      </Button>
      <Button variant="primary" onClick={leave}>
        {t('close')}
      </Button>
    </DialogButtons>
  );
  return frame(
    <SpaceBetween size="l">
      {error && <ErrorAlert error={error} />}
      {running && stop.confirming && (
        <Alert type="warning" header={t('stop_sure')}>
          <StopConfirmation stop={stop} onCancel={() => stopButton.current?.focus()} />
        </Alert>
      )}
      <RecoveryFigures recovery={recovery} />
      {running && <Box color="text-body-secondary">{t('runs_on')}</Box>}
    </SpaceBetween>,
    footer,
    leave,
  );
}
