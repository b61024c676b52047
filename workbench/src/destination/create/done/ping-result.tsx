import ExpandableSection from '@cloudscape-design/components/expandable-section';
import KeyValuePairs, { type KeyValuePairsProps } from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { DeliveryDetail } from '../../../api/types.ts';
import { useI18n, useMessages } from '../../../i18n/i18n.tsx';
import { PageLink } from '../../../shared/link.tsx';
import { Time } from '../../../shared/time.tsx';
import { links } from '../../../shell/links.ts';
import { doneMessages } from './messages.ts';
import { pingState } from './ping-state.ts';

const INDICATOR = { waiting: 'in-progress', retrying: 'warning', delivered: 'success', failed: 'error' } as const;

/** The delivery of a test event so far. */
export function PingResult({ id, ping, delivery }: { id: string; ping: string; delivery: DeliveryDetail | null }) {
  const t = useMessages(doneMessages);
  const { formats } = useI18n();
  const state = pingState(delivery);
  const attempt = delivery?.attempts.at(-1);
  const reason = attempt?.error?.message ?? delivery?.failure_detail ?? delivery?.failure_reason;
  const pairs: KeyValuePairsProps.Pair[] = attempt
    ? [
        {
          label: t('status'),
          value:
            attempt.http_status === null ? t('no_response') : t('http_status', { status: `${attempt.http_status}` }),
        },
        { label: t('duration'), value: formats.duration(attempt.duration_ms) },
        { label: t('attempts'), value: formats.number(delivery?.attempt_count ?? 1) },
        ...(delivery?.next_attempt_at
          ? [{ label: t('next_attempt'), value: <Time at={delivery.next_attempt_at} /> }]
          : []),
      ]
    : [];
  if (state !== 'delivered' && reason) pairs.push({ label: t('reason'), value: reason });
  return (
    <SpaceBetween size="m">
      <div role="status">
        <StatusIndicator type={INDICATOR[state]}>{t(state)}</StatusIndicator>
      </div>
      {pairs.length > 0 && <KeyValuePairs columns={4} items={pairs} />}
      {attempt && attempt.response_excerpt !== '' && (
        <ExpandableSection headerText={t('response_body')}>
          <pre className="workbench-code">{attempt.response_excerpt}</pre>
        </ExpandableSection>
      )}
      {delivery && <PageLink href={links.delivery(id, ping)}>{t('show_delivery')}</PageLink>}
    </SpaceBetween>
  );
}
