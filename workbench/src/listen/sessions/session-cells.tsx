/** The cells of the session list. */
import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { ListenSession } from '../../api/types.ts';
import { EventTypes, PayloadStyle, SecondaryText } from '../../destination/list/cells.tsx';
import { useMessages } from '../../i18n/i18n.tsx';
import { PageLink } from '../../shared/link.tsx';
import { TimeAgo } from '../../shared/time.tsx';
import { sessionMessages } from './messages.ts';
import { isWorkbenchSession } from './sessions.ts';

interface CellProps {
  readonly session: ListenSession;
}

export function useSessionName() {
  const t = useMessages(sessionMessages);
  return ({ device_name }: ListenSession): string => device_name ?? t('no_device');
}

/** @param href link to the responses; a session of the Workbench has none */
export function DeviceCell({ session, own, href }: CellProps & { own: boolean; href: string }) {
  const t = useMessages(sessionMessages);
  const name = useSessionName()(session);
  return (
    <>
      <span className="workbench-anywhere">{name}</span> {own && <Badge color="blue">{t('this_page')}</Badge>}
      <SecondaryText>{session.id}</SecondaryText>
      {!isWorkbenchSession(session) && (
        <PageLink href={href} ariaLabel={t('responses_of', { name })}>
          {t('responses')}
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

export function EventTypesCell({ session }: CellProps) {
  const name = useSessionName()(session);
  return <EventTypes types={session.types} from={session.events_from} name={name} />;
}

export const PayloadCell = ({ session: { event_payload, api_version } }: CellProps) => (
  <PayloadStyle payload={event_payload} version={api_version} />
);

export function StateCell({ session: { status, last_seen } }: CellProps) {
  const t = useMessages(sessionMessages);
  return (
    <>
      <StatusIndicator type={status === 'connected' ? 'success' : 'pending'}>{t(status)}</StatusIndicator>
      <SecondaryText>
        <TimeAgo at={last_seen * 1000} />
      </SecondaryText>
    </>
  );
}
