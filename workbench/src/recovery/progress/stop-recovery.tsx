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

/** Stopping a recovery: asked first, then done. @param id of the destination */
export function useStop(id: string) {
  const t = useMessages(recoverMessages);
  const { api, scope } = useSession();
  const queries = useQueryClient();
  const notify = useNotify();
  const [asking, setAsking] = useState<Recovery>();
  const stopping = useMutation({
    mutationFn: (recovery: Recovery) => api.stopRecovery(id, recovery.id),
    onSuccess: () => {
      setAsking(undefined);
      notify({ type: 'success', content: t('was_stopped') });
      return queries.invalidateQueries({ queryKey: recoveriesKey(scope, id) });
    },
  });
  return {
    /** The recovery that it is asked about. */
    asking,
    ask: (recovery: Recovery) => {
      stopping.reset();
      setAsking(recovery);
    },
    keep: () => setAsking(undefined),
    confirm: () => asking && stopping.mutate(asking),
    isPending: stopping.isPending,
    error: stopping.error,
  };
}

/** What stopping means, and the two answers. */
export function StopQuestion({ stop, onKept }: { stop: Stop; onKept?: () => void }) {
  const t = useMessages(recoverMessages);
  const keep = useRef<ButtonProps.Ref>(null);
  // It appears above what was pressed: whoever uses the keyboard is led to it, and to the answer that changes nothing.
  useEffect(() => keep.current?.focus(), []);
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
          ref={keep}
          onClick={() => {
            stop.keep();
            onKept?.();
          }}
        >
          {t('keep')}
        </Button>
      </SpaceBetween>
    </SpaceBetween>
  );
}
