import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import Spinner from '@cloudscape-design/components/spinner';
import { type ReactNode, useState } from 'react';
import { useSession } from '../account/session.tsx';
import type { Destination, Recovery } from '../api/types.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { ErrorAlert } from '../shared/error-alert.tsx';
import { DialogButtons } from './dialog-frame.tsx';
import { recoverMessages } from './messages.ts';
import { RunningRecovery } from './progress/running-recovery.tsx';
import { useRunning } from './progress/use-recovery.ts';
import { RecoverFormView } from './recover-form.tsx';

/** Recovers the missed events of a destination. When a recovery is running, the dialog shows it instead. */
export function RecoverDialog({ destination, onClose }: { destination: Destination; onClose: () => void }) {
  const t = useMessages(recoverMessages);
  const { can } = useSession();
  const { running, isLoading, isLoadingError, error, refetch } = useRunning(destination.id);
  // Stays set when the recovery ends, so that the dialog shows its results.
  const [watched, setWatched] = useState<Recovery>();
  const [another, setAnother] = useState(false);
  const shown = watched ?? (another ? undefined : running);
  if (shown && !watched) setWatched(shown);

  const frame = (children: ReactNode, footer: ReactNode, dismiss = onClose) => (
    <Modal visible size="large" position="top" header={t('title')} onDismiss={dismiss} footer={footer}>
      {children}
    </Modal>
  );
  const close = (
    <DialogButtons>
      <Button onClick={onClose}>{t('close')}</Button>
    </DialogButtons>
  );

  if (!can('deliveries:retry') && !shown) return frame(t('forbidden'), close);
  if (isLoading) {
    return frame(
      <Box>
        <Spinner /> {t('loading')}
      </Box>,
      close,
    );
  }
  if (isLoadingError) return frame(<ErrorAlert error={error} onRetry={refetch} />, close);
  if (shown) {
    return (
      <RunningRecovery
        key={shown.id}
        destination={destination}
        initial={shown}
        frame={frame}
        onClose={onClose}
        onAnother={() => {
          setWatched(undefined);
          setAnother(true);
        }}
      />
    );
  }
  return (
    <RecoverFormView
      destination={destination}
      frame={frame}
      onClose={onClose}
      onStarted={setWatched}
      onConflict={() => {
        setAnother(false);
        void refetch();
      }}
    />
  );
}
