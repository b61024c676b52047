/** What the list says of a destination, column by column. */
import Box from '@cloudscape-design/components/box';
import Popover from '@cloudscape-design/components/popover';
import type { Destination } from '../../api/types.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { BreakingText } from '../../shared/breaking-text.tsx';
import { EventTypeName } from '../../shared/event-type-name.tsx';
import { PageLink } from '../../shared/link.tsx';
import { sharedMessages } from '../../shared/messages.ts';
import { DestinationStatus } from '../../shared/status.tsx';
import { links } from '../../shell/links.ts';
import { listeningTo } from './listening.ts';
import { destinationsMessages } from './messages.ts';
import { targetOf } from './target.ts';

/** In second place. */
export const Small = ({ children }: { children: React.ReactNode }) => (
  <Box variant="small" display="block" color="text-body-secondary">
    <span className="workbench-anywhere">{children}</span>
  </Box>
);

export function NameCell({ destination }: { destination: Destination }) {
  const target = targetOf(destination);
  return (
    <>
      <PageLink href={links.destination(destination.id)}>
        <span className="workbench-anywhere">{destination.name}</span>
      </PageLink>
      {target && (
        <Small>
          <BreakingText text={target} after={/(?<=\/)/} />
        </Small>
      )}
    </>
  );
}

export function TypeCell({ destination: { type } }: { destination: Destination }) {
  const t = useMessages(sharedMessages);
  return <>{t(type)}</>;
}

export function StatusCell({ destination: { status, status_details } }: { destination: Destination }) {
  const t = useMessages(destinationsMessages);
  return (
    <>
      <DestinationStatus status={status} />
      {status_details && <Small>{t(status_details.disabled.reason)}</Small>}
    </>
  );
}

export const ListeningCell = ({ destination: { enabled_events, events_from, name } }: { destination: Destination }) => (
  <ListeningTo types={enabled_events} from={events_from} name={name} />
);

/** The first types that something gets, the others on demand, and from whose accounts. */
export function ListeningTo({
  types,
  from,
  name,
}: {
  types: string[];
  from: Destination['events_from'];
  name: string;
}) {
  const t = useMessages(destinationsMessages);
  const { all, shown, more } = listeningTo(types);
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
              {types.map((type) => (
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
      {from.includes('@accounts') && <Small>{t(from.includes('@self') ? 'own_and_connected' : 'connected')}</Small>}
    </>
  );
}

export const PayloadCell = ({ destination }: { destination: Destination }) => (
  <PayloadStyle payload={destination.event_payload} version={destination.snapshot_api_version} />
);

export function PayloadStyle({ payload, version }: { payload: Destination['event_payload']; version: string | null }) {
  const t = useMessages(destinationsMessages);
  return (
    <>
      {t(payload)}
      {version && <Small>{version}</Small>}
    </>
  );
}
