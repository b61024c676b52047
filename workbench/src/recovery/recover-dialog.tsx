import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import Spinner from '@cloudscape-design/components/spinner';
import { type ReactNode, useState } from 'react';
import { useSession } from '../account/session.tsx';
import type { Destination, Recovery } from '../api/types.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { ErrorAlert } from '../shared/error-alert.tsx';
import { Buttons } from './dialog-frame.tsx';
import { recoverMessages } from './messages.ts';
import { RunningRecovery } from './progress/running-recovery.tsx';
import { useRunning } from './progress/use-recovery.ts';
import { RecoverFormView } from './recover-form.tsx';

/** Sends again what a destination missed. One recovery runs at a time: if one does, this shows it. */
export function RecoverDialog({ destination, onClose }: { destination: Destination; onClose: () => void }) {
  const t = useMessages(recoverMessages);
  const { can } = useSession();
  const { running, isLoading, isLoadingError, error, refetch } = useRunning(destination.id);
  // What is looked at stays here when it ends: its results are what somebody waited for.
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
    <Buttons>
      <Button onClick={onClose}>{t('close')}</Button>
    </Buttons>
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
        known={shown}
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
      onUnderWay={() => {
        setAnother(false);
        void refetch();
      }}
    />
  );
}
