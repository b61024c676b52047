import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ApiError } from '../../../../api-client/api-error.ts';
import { useSession } from '../../account/session.tsx';
import type { ListenSession } from '../../api/types.ts';
import { ActionDialog } from '../../destination/actions/action-dialog.tsx';
import { useMessages } from '../../i18n/i18n.tsx';
import { useNotify } from '../../shell/notifications.tsx';
import { sessionMessages } from './messages.ts';
import { useSessionName } from './session-cells.tsx';

/** Ends a session after a confirmation. */
export function EndDialog({ session, onClose }: { session: ListenSession; onClose: () => void }) {
  const t = useMessages(sessionMessages);
  const { api, scope } = useSession();
  const notify = useNotify();
  const queries = useQueryClient();
  const end = useMutation({
    mutationFn: () =>
      api.deleteListenSession(session.id).catch((error) => {
        // The session has already ended.
        if (!(error instanceof ApiError) || error.status !== 404) throw error;
      }),
    onSuccess: () => {
      notify({ type: 'success', content: t('session_ended') });
      onClose();
      void queries.invalidateQueries({ queryKey: [scope, 'listen sessions'] });
    },
  });
  return (
    <ActionDialog
      title={t('end_title', { name: useSessionName()(session) })}
      action={t('end_do')}
      pending={end.isPending}
      error={end.error}
      onConfirm={() => end.mutate()}
      onClose={onClose}
    >
      {t('end_what')}
    </ActionDialog>
  );
}
