/** The event bus in the wizard. */
import type { DraftRules } from '../destination-type.ts';

export interface EventBridgeDraft {
  readonly awsAccountId: string;
  readonly awsRegion: string;
  readonly bus: 'default' | 'named';
  /** Of a named bus. */
  readonly busArn: string;
  readonly roleArn: string;
}

const isBlank = (text: string): boolean => text.trim() === '';

export const eventbridgeDraft: DraftRules<'amazon_eventbridge', EventBridgeDraft> = {
  empty: { awsAccountId: '', awsRegion: '', bus: 'default', busArn: '', roleArn: '' },
  choices: { bus: ['default', 'named'] },
  missing: ({ awsAccountId, awsRegion, bus, busArn }) => [
    ...(isBlank(awsAccountId) ? [{ field: 'amazon_eventbridge.aws_account_id', text: 'no_account' }] : []),
    ...(isBlank(awsRegion) ? [{ field: 'amazon_eventbridge.aws_region', text: 'no_region' }] : []),
    ...(bus === 'named' && isBlank(busArn) ? [{ field: 'amazon_eventbridge.event_bus_arn', text: 'no_bus' }] : []),
  ],
  isStarted: ({ awsAccountId }) => !isBlank(awsAccountId),
  suggestedName({ awsRegion, bus, busArn }) {
    if (isBlank(awsRegion)) return '';
    const name = bus === 'named' ? (/event-bus\/([^/]+)$/.exec(busArn.trim())?.[1] ?? '') : 'default';
    return name === '' ? '' : `${name} (${awsRegion.trim()})`;
  },
  request: ({ awsAccountId, awsRegion, bus, busArn, roleArn }) => ({
    type: 'amazon_eventbridge',
    amazon_eventbridge: {
      aws_account_id: awsAccountId.trim(),
      aws_region: awsRegion.trim(),
      ...(bus === 'named' && !isBlank(busArn) ? { event_bus_arn: busArn.trim() } : {}),
      ...(isBlank(roleArn) ? {} : { role_arn: roleArn.trim() }),
    },
  }),
  review: ({ awsAccountId, awsRegion, bus, busArn, roleArn }, t) => [
    { label: t('account'), value: awsAccountId },
    { label: t('region'), value: awsRegion },
    { label: t('bus'), value: bus === 'default' ? t('bus_default') : busArn },
    { label: t('role'), value: roleArn },
  ],
};
