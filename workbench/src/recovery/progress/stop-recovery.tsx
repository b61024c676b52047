import Box from '@cloudscape-design/components/box';
import Button, { type ButtonProps } from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useSession } from '../../account/session.tsx';
import type { Recovery } from '../../api/types.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { ErrorAlert } from '../../shared/error-alert.tsx';
import { useNotify } from '../../shell/notifications.tsx';
import { recoverMessages } from '../messages.ts';
import { recoveriesKey } from './use-recovery.ts';

export type Stop = ReturnType<typeof useStop>;

/** Stops a recovery after a confirmation. @param id id of the destination */
export function useStop(id: string) {
  const t = useMessages(recoverMessages);
  const { api, scope } = useSession();
  const queries = useQueryClient();
  const notify = useNotify();
  const [confirming, setConfirming] = useState<Recovery>();
  const stopping = useMutation({
    mutationFn: (recovery: Recovery) => api.stopRecovery(id, recovery.id),
    onSuccess: () => {
      setConfirming(undefined);
      notify({ type: 'success', content: t('was_stopped') });
      return queries.invalidateQueries({ queryKey: recoveriesKey(scope, id) });
    },
  });
  return {
    /** The recovery that the user is asked to confirm. */
    confirming,
    ask: (recovery: Recovery) => {
      stopping.reset();
      setConfirming(recovery);
    },
    cancel: () => setConfirming(undefined),
    confirm: () => confirming && stopping.mutate(confirming),
    isPending: stopping.isPending,
    error: stopping.error,
  };
}

/** Explains what stopping does, and asks for confirmation. */
export function StopConfirmation({ stop, onCancel }: { stop: Stop; onCancel?: () => void }) {
  const t = useMessages(recoverMessages);
  const keepButton = useRef<ButtonProps.Ref>(null);
  // The confirmation appears above the button that opened it, so the focus moves to it, on the safe choice.
  useEffect(() => keepButton.current?.focus(), []);
  return (
    <SpaceBetween size="s">
      {stop.error && <ErrorAlert error={stop.error} />}
      <Box variant="p" padding="n">
        {t('stop_what')}
      </Box>
      <SpaceBetween direction="horizontal" size="xs">
        <Button variant="primary" loading={stop.isPending} onClick={stop.confirm}>
          {t('stop')}
        </Button>
        <Button
          ref={keepButton}
          onClick={() => {
            stop.cancel();
            onCancel?.();
          }}
        >
          {t('keep')}
        </Button>
      </SpaceBetween>
    </SpaceBetween>
  );
}
