import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import KeyValuePairs, { type KeyValuePairsProps } from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Event } from '../api/types.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { Copy } from '../shared/copy.tsx';
import { PageLink } from '../shared/link.tsx';
import { Time, TimeAgo } from '../shared/time.tsx';
import { links } from '../shell/links.ts';
import { NO_FILTER, writeListState } from './list/list-state.ts';
import { eventsMessages } from './messages.ts';

/** Shows the properties of an event except its data and deliveries. */
export function EventSummary({ event }: { event: Event }) {
  const t = useMessages(eventsMessages);
  const { id, created, account, request, api_version, data } = event;
  const object = typeof data.object.id === 'string' ? data.object.id : undefined;
  const kind = typeof data.object.object === 'string' ? data.object.object : undefined;
  const items: KeyValuePairsProps.Item[] = [
    { label: t('id'), value: <Copy text={id} /> },
    {
      label: t('created'),
      value: (
        <>
          <Time at={created * 1000} /> (<TimeAgo at={created * 1000} />)
        </>
      ),
    },
    ...(account === undefined ? [] : [{ label: t('account'), value: <Copy text={account} /> }]),
    { label: t('api_version'), value: api_version },
    {
      label: t('object'),
      value:
        object === undefined ? (
          (kind ?? t('no_object'))
        ) : (
          <>
            {kind} <PageLink href={aboutObject(object)}>{object}</PageLink>
          </>
        ),
    },
    { label: t('request'), value: request?.id ? <Copy text={request.id} /> : t('no_request') },
    {
      label: t('idempotency_key'),
      value: request?.idempotency_key ? <Copy text={request.idempotency_key} /> : t('no_key'),
    },
  ];
  return (
    <SpaceBetween size="m">
      <Warnings event={event} />
      <Container>
        <KeyValuePairs columns={3} minColumnWidth={230} items={items} />
      </Container>
    </SpaceBetween>
  );
}

/** Returns the link to the events of an object. */
const aboutObject = (object: string): string =>
  `${links.events}?${writeListState(new URLSearchParams(), { ...NO_FILTER, object })}`;

/** Warns when the event does not match the catalog. */
function Warnings({ event: { schema_warnings, uncatalogued, type } }: { event: Event }) {
  const t = useMessages(eventsMessages);
  return (
    <>
      {uncatalogued && (
        <Alert type="warning" header={t('uncatalogued')}>
          {t('uncatalogued_what', { type })}
        </Alert>
      )}
      {schema_warnings && (
        <Alert type="warning" header={t('warnings')}>
          {t('warnings_what')}
          <ul>
            {schema_warnings.map(({ pointer, message }) => (
              <li key={`${pointer} ${message}`}>
                <Box variant="awsui-inline-code">{pointer === '' ? t('root') : pointer}</Box> {message}
              </li>
            ))}
          </ul>
        </Alert>
      )}
    </>
  );
}
