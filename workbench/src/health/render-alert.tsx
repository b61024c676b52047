import Alert from '@cloudscape-design/components/alert';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useSession } from '../account/session.tsx';
import type { Destination } from '../api/types.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { PageLink } from '../shared/link.tsx';
import { links } from '../shell/links.ts';
import type { RenderFailure } from './error-classes.ts';
import { healthMessages } from './messages.ts';

/** Warns of events that were not sent because a catalog change failed to render them. */
export function RenderAlert({
  destination,
  failures,
  more,
}: {
  destination: Destination;
  failures: readonly RenderFailure[];
  /** Whether there are more failed deliveries than were loaded. */
  more: boolean;
}) {
  const t = useMessages(healthMessages);
  const { account } = useSession();
  const count = failures.reduce((sum, one) => sum + one.count, 0);
  if (count === 0) return null;
  return (
    <Alert type="error" header={t(more ? 'render_more' : 'render_title', { count })}>
      {t('render_what')}
      <SpaceBetween size="xxs">
        {failures.map(({ change, count, newest }) => (
          <div key={change}>
            {t('render_change', { change: change ?? t('render_unknown'), count })}{' '}
            <PageLink href={links.deliveryOf(destination.id, newest, account)}>{t('render_newest')}</PageLink>
          </div>
        ))}
      </SpaceBetween>
    </Alert>
  );
}
