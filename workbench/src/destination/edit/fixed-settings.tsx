import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Destination } from '../../api/types.ts';
import { moduleOf } from '../../destination-types/by-type.ts';
import { settingPairs } from '../../destination-types/setting-pairs.tsx';
import { useAllTypeMessages, useTypeMessages } from '../../destination-types/use-type-messages.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { PageLink } from '../../shared/link.tsx';
import { links } from '../../shell/links.ts';
import { editMessages } from './messages.ts';

const SOURCES = { '@self': 'self', '@accounts': 'accounts' } as const;

/** The settings that cannot change after creation. */
export function FixedSettings({ destination }: { destination: Destination }) {
  const t = useMessages(editMessages);
  const typeText = useTypeMessages(destination.type);
  const fixed = moduleOf(destination).edit.fixed(destination, useAllTypeMessages(destination.type));
  const { event_payload, snapshot_api_version, events_from } = destination;
  return (
    <Container header={<Header variant="h2">{t('fixed')}</Header>}>
      <SpaceBetween size="m">
        <Box variant="p">
          {t('fixed_what')} <PageLink href={links.newDestination}>{t('create_another')}</PageLink>
        </Box>
        <KeyValuePairs
          columns={4}
          minColumnWidth={160}
          items={[
            { label: t('type'), value: typeText('name') },
            { label: t('payload'), value: t(event_payload) },
            { label: t('api_version'), value: snapshot_api_version ?? t('no_version') },
            { label: t('scope'), value: events_from.map((one) => t(SOURCES[one])).join(', ') },
            ...settingPairs(fixed),
          ]}
        />
      </SpaceBetween>
    </Container>
  );
}
