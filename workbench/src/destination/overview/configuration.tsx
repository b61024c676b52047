import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs, { type KeyValuePairsProps } from '@cloudscape-design/components/key-value-pairs';
import type { Destination } from '../../api/types.ts';
import { moduleOf } from '../../destination-types/by-type.ts';
import { settingPairs } from '../../destination-types/setting-pairs.tsx';
import { useAllTypeMessages, useTypeMessages } from '../../destination-types/use-type-messages.ts';
import { useI18n, useMessages } from '../../i18n/i18n.tsx';
import { Time } from '../../shared/time.tsx';
import { limitsText } from '../limits/limits-text.ts';
import { limitsMessages } from '../limits/messages.ts';
import { destinationOverviewMessages } from './messages.ts';

type Pair = KeyValuePairsProps.Item;

/** Shows the settings of a destination. */
export function Configuration({ destination }: { destination: Destination }) {
  const t = useMessages(destinationOverviewMessages);
  const limitText = useMessages(limitsMessages);
  const typeText = useTypeMessages(destination.type);
  const settings = moduleOf(destination).configuration(destination, useAllTypeMessages(destination.type));
  const { metadata } = destination;
  const items: Pair[] = [
    ...settingPairs(settings),
    { label: t('type'), value: typeText('name') },
    { label: t('events_from'), value: t(fromOf(destination.events_from)) },
    { label: t('listening'), value: <EventTypes types={destination.enabled_events} /> },
    { label: t('payload'), value: t(destination.event_payload) },
    { label: t('version'), value: destination.snapshot_api_version ?? t('no_version') },
    { label: t('description'), value: destination.description || t('no_description') },
    { label: limitText('limits'), value: limitsText(destination.delivery_limits, limitText) },
    { label: t('created'), value: <Time at={destination.created} /> },
    { label: t('updated'), value: <Time at={destination.updated} /> },
    ...(Object.keys(metadata).length > 0 ? [{ label: t('metadata'), value: <Metadata metadata={metadata} /> }] : []),
  ];
  return (
    <Container header={<Header variant="h2">{t('configuration')}</Header>}>
      <KeyValuePairs columns={3} minColumnWidth={200} items={items} />
    </Container>
  );
}

const fromOf = (from: Destination['events_from']): 'self' | 'accounts' | 'both' => {
  if (!from.includes('@accounts')) return 'self';
  return from.includes('@self') ? 'both' : 'accounts';
};

/** Longer lists are collapsed: a destination can select hundreds of types. */
const SHOWN = 5;

function EventTypes({ types }: { types: readonly string[] }) {
  const t = useMessages(destinationOverviewMessages);
  if (types.includes('*')) return t('all_types');
  const list = types.map((type) => (
    <Box key={type} variant="code" display="block">
      {type}
    </Box>
  ));
  if (types.length <= SHOWN) return list;
  return (
    <ExpandableSection variant="footer" headerText={t('types', { count: types.length })}>
      {list}
    </ExpandableSection>
  );
}

function Metadata({ metadata }: Pick<Destination, 'metadata'>) {
  const { language } = useI18n();
  return Object.entries(metadata)
    .sort(([a], [b]) => a.localeCompare(b, language))
    .map(([key, value]) => (
      <div key={key} className="workbench-code">
        <Box variant="span" color="text-body-secondary">
          {key}:
        </Box>{' '}
        {value}
      </div>
    ));
}
