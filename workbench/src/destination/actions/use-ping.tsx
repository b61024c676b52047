import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useSession } from '../../account/session.tsx';
import type { Destination } from '../../api/types.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { PageLink } from '../../shared/link.tsx';
import { links } from '../../shell/links.ts';
import { useNotify } from '../../shell/notifications.tsx';
import { actionMessages } from './messages.ts';

/** Sends a test event to one destination. There is no dialog, so a notification shows the result. */
export function usePing({ id, name }: Pick<Destination, 'id' | 'name'>) {
  const t = useMessages(actionMessages);
  const { api, scope } = useSession();
  const notify = useNotify();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => api.ping(id),
    onSuccess: (event) => {
      notify({
        type: 'success',
        header: t('ping_sent', { name }),
        content: (
          <>
            {t('ping_sent_what')}{' '}
            <PageLink href={links.delivery(id, event.id)} color="inverted">
              {t('ping_delivery')}
            </PageLink>
          </>
        ),
      });
      void queries.invalidateQueries({ queryKey: [scope] });
    },
    onError: (error) => notify({ type: 'error', header: t('ping_failed', { name }), content: error.message }),
  });
}
