import type { KeyValuePairsProps } from '@cloudscape-design/components/key-value-pairs';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { Destination } from '../../api/types.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { Copy } from '../../shared/copy.tsx';
import { destinationOverviewMessages } from './messages.ts';

export type EventBridge = NonNullable<Destination['amazon_eventbridge']>;

const SOURCE = { active: 'success', pending: 'pending', deleted: 'error', unknown: 'info' } as const;

/** Returns the settings and the status of an event bus; an empty list for other destination types. */
export function useEventBridgePairs(target: EventBridge | undefined): KeyValuePairsProps.Item[] {
  const t = useMessages(destinationOverviewMessages);
  if (!target) return [];
  const { aws_event_source_status: status, aws_event_source_arn: source } = target;
  return [
    { label: t('account'), value: <Copy text={target.aws_account_id} /> },
    { label: t('region'), value: target.aws_region },
    {
      label: t('bus'),
      value: target.event_bus_arn === null ? t('bus_partner') : <Copy text={target.event_bus_arn} />,
    },
    { label: t('role'), value: target.role_arn === null ? t('no_role') : <Copy text={target.role_arn} /> },
    {
      label: t('source_status'),
      value: <StatusIndicator type={SOURCE[status]}>{t(`source_${status}`)}</StatusIndicator>,
    },
    ...(source === null ? [] : [{ label: t('source'), value: <Copy text={source} /> }]),
  ];
}
