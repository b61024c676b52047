/** The event bus on the edit page. */
import type { EditRules } from '../destination-type.ts';

/** Both are undefined where the platform is a partner of EventBridge. */
export interface EventBridgeEdit {
  readonly busArn: string | undefined;
  /** Empty: no role is assumed. */
  readonly roleArn: string | undefined;
}

export const eventbridgeEdit: EditRules<'amazon_eventbridge', EventBridgeEdit> = {
  fields: { busArn: 'amazon_eventbridge.event_bus_arn', roleArn: 'amazon_eventbridge.role_arn' },
  required: ['busArn'],
  valuesOf: ({ amazon_eventbridge: { event_bus_arn: busArn, role_arn } }) =>
    busArn === null ? { busArn: undefined, roleArn: undefined } : { busArn, roleArn: role_arn ?? '' },
  changeOf(before, { busArn, roleArn }) {
    const bus = busArn === before.busArn ? {} : { event_bus_arn: busArn };
    const role = roleArn === before.roleArn ? {} : { role_arn: roleArn === '' ? null : roleArn };
    const changes = { ...bus, ...role };
    return Object.keys(changes).length === 0 ? undefined : { amazon_eventbridge: changes };
  },
  fixed: ({ amazon_eventbridge: { aws_account_id, aws_region } }, t) => [
    { label: t('account'), value: aws_account_id },
    { label: t('region'), value: aws_region },
  ],
};
