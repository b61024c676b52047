/** The cells of the destination list. */
import Box from '@cloudscape-design/components/box';
import Popover from '@cloudscape-design/components/popover';
import type { Destination } from '../../api/types.ts';
import { moduleOf } from '../../destination-types/by-type.ts';
import { useTypeMessages } from '../../destination-types/use-type-messages.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { BreakingText } from '../../shared/breaking-text.tsx';
import { EventTypeName } from '../../shared/event-type-name.tsx';
import { PageLink } from '../../shared/link.tsx';
import { DestinationStatus } from '../../shared/status.tsx';
import { links } from '../../shell/links.ts';
import { BacklogStatus } from '../health/backlog-status.tsx';
import { summaryOfTypes } from './event-types.ts';
import { destinationsMessages } from './messages.ts';

/** Secondary text below the content of a cell. */
export const SecondaryText = ({ children }: { children: React.ReactNode }) => (
  <Box variant="small" display="block" color="text-body-secondary">
    <span className="workbench-anywhere">{children}</span>
  </Box>
);

export function NameCell({ destination }: { destination: Destination }) {
  const address = moduleOf(destination).addressOf(destination);
  return (
    <>
      <PageLink href={links.destination(destination.id)}>
        <span className="workbench-anywhere">{destination.name}</span>
      </PageLink>
      {address && (
        <SecondaryText>
          <BreakingText text={address} after={/(?<=\/)/} />
        </SecondaryText>
      )}
    </>
  );
}

export function TypeCell({ destination: { type } }: { destination: Destination }) {
  return <>{useTypeMessages(type)('name')}</>;
}

export function StatusCell({ destination }: { destination: Destination }) {
  const t = useMessages(destinationsMessages);
  const { status, status_details } = destination;
  return (
    <>
      <DestinationStatus status={status} />
      {status_details && <SecondaryText>{t(status_details.disabled.reason)}</SecondaryText>}
      <div>
        <BacklogStatus destination={destination} />
      </div>
    </>
  );
}

export const EventTypesCell = ({
  destination: { enabled_events, events_from, name },
}: {
  destination: Destination;
}) => <EventTypes types={enabled_events} from={events_from} name={name} />;

/** Shows the first event types, the others in a popover, and the accounts that the events come from. */
export function EventTypes({ types, from, name }: { types: string[]; from: Destination['events_from']; name: string }) {
  const t = useMessages(destinationsMessages);
  const { all, shown, more } = summaryOfTypes(types);
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
      {from.includes('@accounts') && (
        <SecondaryText>{t(from.includes('@self') ? 'own_and_connected' : 'connected')}</SecondaryText>
      )}
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
      {version && <SecondaryText>{version}</SecondaryText>}
    </>
  );
}
