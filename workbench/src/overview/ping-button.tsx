import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useSession } from '../account/session.tsx';
import type { Destination } from '../api/types.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { ErrorAlert } from '../shared/error-alert.tsx';
import { PageLink } from '../shared/link.tsx';
import { links } from '../shell/links.ts';
import { useNotify } from '../shell/notifications.tsx';
import { overviewMessages } from './messages.ts';

/** Sends a ping to a destination and links to its delivery. */
export function PingButton({ destination: { id, name } }: { destination: Destination }) {
  const t = useMessages(overviewMessages);
  const { api, scope, can } = useSession();
  const queries = useQueryClient();
  const notify = useNotify();
  const ping = useMutation({
    mutationFn: () => api.ping(id),
    onSuccess: (event) => {
      notify({
        type: 'success',
        content: t('pinged', { name }),
        action: <PageLink href={links.delivery(id, event.id)}>{t('see_delivery')}</PageLink>,
      });
      return queries.invalidateQueries({ queryKey: [scope] });
    },
  });
  return (
    <SpaceBetween size="xs">
      {ping.error && <ErrorAlert error={ping.error} />}
      <Button
        variant="primary"
        loading={ping.isPending}
        disabled={!can('destinations:write')}
        disabledReason={t('ping_forbidden')}
        onClick={() => ping.mutate()}
      >
        {t('ping')}
      </Button>
    </SpaceBetween>
  );
}
