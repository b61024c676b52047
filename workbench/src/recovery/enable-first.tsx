import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useSession } from '../account/session.tsx';
import type { Destination } from '../api/types.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { ErrorAlert } from '../shared/error-alert.tsx';
import { useNotify } from '../shell/notifications.tsx';
import { recoverMessages } from './messages.ts';

/** A disabled destination receives nothing, so recovering its events requires to enable it first. */
export function EnableFirst({ destination, onEnabled }: { destination: Destination; onEnabled: () => void }) {
  const t = useMessages(recoverMessages);
  const { api, scope, can } = useSession();
  const queries = useQueryClient();
  const notify = useNotify();
  const enable = useMutation({
    mutationFn: () => api.enableDestination(destination.id),
    onSuccess: () => {
      notify({ type: 'success', content: t('enabled', { name: destination.name }) });
      onEnabled();
      return queries.invalidateQueries({ queryKey: [scope] });
    },
  });
  return (
    <>
      {enable.error && <ErrorAlert error={enable.error} />}
      <Alert
        type="warning"
        header={t('disabled_title')}
        action={
          <Button
            loading={enable.isPending}
            disabled={!can('destinations:write')}
            disabledReason={t('enable_forbidden')}
            onClick={() => enable.mutate()}
          >
            {t('enable')}
          </Button>
        }
      >
        {t('disabled_what')}
      </Alert>
    </>
  );
}
