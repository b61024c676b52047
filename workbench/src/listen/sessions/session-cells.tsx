/** What lists say of a session, column by column. */
import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import Popover from '@cloudscape-design/components/popover';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { ReactNode } from 'react';
import type { ListenSession } from '../../api/types.ts';
import { listeningTo } from '../../destinations/listening.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { EventTypeName } from '../../shared/event-type-name.tsx';
import { PageLink } from '../../shared/link.tsx';
import { TimeAgo } from '../../shared/time.tsx';
import { sessionMessages } from './messages.ts';
import { isPages } from './sessions.ts';

interface CellProps {
  readonly session: ListenSession;
}

const Small = ({ children }: { children: ReactNode }) => (
  <Box variant="small" display="block" color="text-body-secondary">
    <span className="workbench-anywhere">{children}</span>
  </Box>
);

export function useSessionName() {
  const t = useMessages(sessionMessages);
  return ({ device_name }: ListenSession): string => device_name ?? t('no_device');
}

/** @param href address of its answers; a page of the Workbench has none */
export function DeviceCell({ session, own, href }: CellProps & { own: boolean; href: string }) {
  const t = useMessages(sessionMessages);
  const name = useSessionName()(session);
  return (
    <>
      <span className="workbench-anywhere">{name}</span> {own && <Badge color="blue">{t('this_page')}</Badge>}
      <Small>{session.id}</Small>
      {!isPages(session) && (
        <PageLink href={href} ariaLabel={t('answers_of', { name })}>
          {t('answers')}
        </PageLink>
      )}
    </>
  );
}

export function ForwardCell({ session: { forward_to } }: CellProps) {
  const t = useMessages(sessionMessages);
  if (forward_to === null) return <Box color="text-body-secondary">{t('no_forward')}</Box>;
  return <span className="workbench-anywhere">{forward_to}</span>;
}

export function ListeningCell({ session }: CellProps) {
  const t = useMessages(sessionMessages);
  const name = useSessionName()(session);
  const { all, shown, more } = listeningTo(session.types);
  return (
    <>
      {all && t('all_events')}
      {shown.map((type) => (
        <div key={type}>
          <EventTypeName type={type} />
        </div>
      ))}
      {more > 0 && (
        <Popover
          header={t('all_types', { name })}
          triggerAriaLabel={`${t('more', { count: more })}: ${t('all_types', { name })}`}
          renderWithPortal
          content={
            <ul className="workbench-plain-list">
              {session.types.map((type) => (
                <li key={type}>
                  <EventTypeName type={type} />
                </li>
              ))}
            </ul>
          }
        >
          {t('more', { count: more })}
        </Popover>
      )}
      {session.events_from.includes('@accounts') && (
        <Small>{t(session.events_from.includes('@self') ? 'self_and_accounts' : 'accounts')}</Small>
      )}
    </>
  );
}

export function PayloadCell({ session: { event_payload, api_version } }: CellProps) {
  const t = useMessages(sessionMessages);
  return (
    <>
      {t(event_payload)}
      {api_version && <Small>{api_version}</Small>}
    </>
  );
}

export function StateCell({ session: { status, last_seen } }: CellProps) {
  const t = useMessages(sessionMessages);
  return (
    <>
      <StatusIndicator type={status === 'connected' ? 'success' : 'pending'}>{t(status)}</StatusIndicator>
      <Small>
        <TimeAgo at={last_seen * 1000} />
      </Small>
    </>
  );
}
