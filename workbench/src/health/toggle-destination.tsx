import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useSession } from '../account/session.tsx';
import type { Destination } from '../api/types.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { ErrorAlert } from '../shared/error-alert.tsx';
import { useNotify } from '../shell/notifications.tsx';
import { healthMessages } from './messages.ts';

/** Enables a destination, or disables it after a confirmation. */
export function ToggleDestination({ destination }: { destination: Destination }) {
  const t = useMessages(healthMessages);
  const { api, scope, can } = useSession();
  const queries = useQueryClient();
  const notify = useNotify();
  const [asking, setAsking] = useState(false);
  const { id, name } = destination;
  const disabled = destination.status === 'disabled';
  const toggle = useMutation({
    mutationFn: () => (disabled ? api.enableDestination(id) : api.disableDestination(id)),
    onSuccess: async ({ status }) => {
      setAsking(false);
      notify({ type: 'success', content: t(status === 'enabled' ? 'enabled_done' : 'disabled_done', { name }) });
      await queries.invalidateQueries({ queryKey: [scope] });
    },
    onError: (error) => {
      // Enabling has no dialog that could show the error.
      if (disabled) notify({ type: 'error', content: error.message });
    },
  });
  return (
    <>
      <Button
        loading={disabled && toggle.isPending}
        disabled={!can('destinations:write')}
        disabledReason={t('write_forbidden')}
        onClick={() => (disabled ? toggle.mutate() : setAsking(true))}
      >
        {t(disabled ? 'enable' : 'disable')}
      </Button>
      <Modal
        visible={asking}
        header={t('disable_sure', { name })}
        onDismiss={() => setAsking(false)}
        footer={
          <Box float="right">
            <SpaceBetween direction="horizontal" size="xs">
              <Button variant="link" onClick={() => setAsking(false)}>
                {t('cancel')}
              </Button>
              <Button variant="primary" loading={toggle.isPending} onClick={() => toggle.mutate()}>
                {t('disable')}
              </Button>
            </SpaceBetween>
          </Box>
        }
      >
        <SpaceBetween size="m">
          {toggle.error && <ErrorAlert error={toggle.error} />}
          <Box variant="p">{t('disable_what')}</Box>
        </SpaceBetween>
      </Modal>
    </>
  );
}
