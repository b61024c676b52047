/** Amazon EventBridge: entries on an event bus in an AWS account of the customer. */
import { type DestinationTypeModule, part } from '../destination-type.ts';
import { type EventBridgeDraft, eventbridgeDraft } from './draft.ts';
import { type EventBridgeEdit, eventbridgeEdit } from './edit.ts';
import { eventbridgeMessages } from './messages.ts';
import { toPutEvents } from './put-events.ts';

const views = () => import('./views.ts');

type Type = 'amazon_eventbridge';

const SOURCE_STATUS = { active: 'success', pending: 'pending', deleted: 'error', unknown: 'info' } as const;

export const eventbridge: DestinationTypeModule<Type, EventBridgeDraft, EventBridgeEdit> = {
  type: 'amazon_eventbridge',
  messages: eventbridgeMessages,
  addressOf({ amazon_eventbridge: { event_bus_arn, aws_account_id, aws_region } }) {
    const bus = event_bus_arn?.split(':event-bus/')[1];
    return [bus, aws_account_id, aws_region].filter((text) => text !== undefined).join(' · ');
  },
  keywords: ({ amazon_eventbridge: { event_bus_arn } }) => [event_bus_arn ?? ''],
  signingSecretOf: undefined,
  configuration({ amazon_eventbridge: target }, t) {
    const { aws_event_source_status: status, aws_event_source_arn: source } = target;
    return [
      { label: t('account'), value: target.aws_account_id, copy: true },
      { label: t('region'), value: target.aws_region },
      {
        label: t('bus'),
        ...(target.event_bus_arn === null ? { value: t('bus_partner') } : { value: target.event_bus_arn, copy: true }),
      },
      {
        label: t('role'),
        ...(target.role_arn === null ? { value: t('no_role') } : { value: target.role_arn, copy: true }),
      },
      { label: t('source_status'), value: t(`source_${status}`), status: SOURCE_STATUS[status] },
      ...(source === null ? [] : [{ label: t('source'), value: source, copy: true as const }]),
    ];
  },
  attempt: {
    header: 'detail-type',
    isHttp: false,
    command({ amazon_eventbridge: { aws_region: region } }, { headers, body: detail }, t) {
      const { source, 'detail-type': detailType, 'event-bus-name': bus } = headers;
      // An entry without a bus belongs to a partner event source. Only the partner can put it.
      if (!source || !detailType || !bus) return undefined;
      return { label: t('copy_aws'), command: toPutEvents({ region, source, detailType, bus, detail }) };
    },
  },
  draft: eventbridgeDraft,
  edit: eventbridgeEdit,
  Fields: part(async () => (await views()).Fields),
  EditFields: part(async () => (await views()).EditFields),
  Setup: part(async () => (await views()).Setup),
  Permissions: part(async () => (await views()).Permissions),
};
