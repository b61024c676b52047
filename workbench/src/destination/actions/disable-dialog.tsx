import Box from '@cloudscape-design/components/box';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useSession } from '../../account/session.tsx';
import type { Destination } from '../../api/types.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { useNotify } from '../../shell/notifications.tsx';
import { ActionDialog } from './action-dialog.tsx';
import { actionMessages } from './messages.ts';

export function DisableDialog({ destination, onClose }: { destination: Destination; onClose: () => void }) {
  const t = useMessages(actionMessages);
  const { api, scope } = useSession();
  const notify = useNotify();
  const queries = useQueryClient();
  const { id, name } = destination;
  const disable = useMutation({
    mutationFn: () => api.disableDestination(id),
    onSuccess: () => {
      notify({ type: 'success', content: t('disabled', { name }) });
      void queries.invalidateQueries({ queryKey: [scope] });
      onClose();
    },
  });
  return (
    <ActionDialog
      title={t('disable_title', { name })}
      action={t('disable')}
      pending={disable.isPending}
      error={disable.error}
      onConfirm={() => disable.mutate()}
      onClose={onClose}
    >
      <Box variant="p">{t('disable_what')}</Box>
      <Box variant="p">{t('disable_missed')}</Box>
      <Box variant="p">{t('disable_retries')}</Box>
    </ActionDialog>
  );
}
