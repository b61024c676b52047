import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useSession } from '../../account/session.tsx';
import type { Destination } from '../../api/types.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { PageLink } from '../../shared/link.tsx';
import { links } from '../../shell/links.ts';
import { useNotify } from '../../shell/notifications.tsx';
import { ActionDialog } from './action-dialog.tsx';
import { actionMessages } from './messages.ts';

/** A warning for each reason. A user who disabled the destination needs none. */
const CAUTIONS = {
  user: undefined,
  gone: 'enable_gone',
  no_aws_event_source_exists: 'enable_no_bus',
  failing: 'enable_failing',
} as const;

export function EnableDialog({ destination, onClose }: { destination: Destination; onClose: () => void }) {
  const t = useMessages(actionMessages);
  const { api, scope } = useSession();
  const notify = useNotify();
  const queries = useQueryClient();
  const { id, name, status_details } = destination;
  const caution = CAUTIONS[status_details?.disabled.reason ?? 'user'];
  const enable = useMutation({
    mutationFn: () => api.enableDestination(id),
    onSuccess: () => {
      notify({
        type: 'success',
        header: t('enabled', { name }),
        content: (
          <>
            {t('enabled_missed')}{' '}
            <PageLink href={links.destination(id)} color="inverted">
              {t('to_recover')}
            </PageLink>
          </>
        ),
      });
      void queries.invalidateQueries({ queryKey: [scope] });
      onClose();
    },
  });
  return (
    <ActionDialog
      title={t('enable_title', { name })}
      action={t('enable')}
      pending={enable.isPending}
      error={enable.error}
      onConfirm={() => enable.mutate()}
      onClose={onClose}
    >
      {caution && <Alert type="warning">{t(caution)}</Alert>}
      <Box variant="p">{t('enable_what')}</Box>
      <Box variant="p">{t('enable_missed')}</Box>
    </ActionDialog>
  );
}
