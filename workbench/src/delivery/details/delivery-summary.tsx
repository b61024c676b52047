import Alert from '@cloudscape-design/components/alert';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useSession } from '../../account/session.tsx';
import type { DeliveryDetail } from '../../api/types.ts';
import { useI18n, useMessages } from '../../i18n/i18n.tsx';
import { Copy } from '../../shared/copy.tsx';
import { EventTypeName } from '../../shared/event-type-name.tsx';
import { DeliveryStatus } from '../../shared/status.tsx';
import { Time } from '../../shared/time.tsx';
import { explanationMessages } from '../attempt/explanation-messages.ts';
import { failureOf } from '../attempt/explanations.ts';
import { deliveryMessages } from './messages.ts';
import { NextRetry, PlannedRetries } from './planned-retries.tsx';

/** Shows the status of a delivery, its failure reason and its next retry. */
export function DeliverySummary({ delivery }: { delivery: DeliveryDetail }) {
  const t = useMessages(deliveryMessages);
  const { formats } = useI18n();
  const { account } = useSession();
  const first = delivery.attempt_count === 0;
  return (
    <SpaceBetween size="m">
      <Failure delivery={delivery} />
      <KeyValuePairs
        columns={3}
        minColumnWidth={150}
        items={[
          { label: t('status'), value: <DeliveryStatus status={delivery.status} /> },
          { label: t(first ? 'first_attempt' : 'next_retry'), value: <NextRetry delivery={delivery} /> },
          { label: t('attempts_made'), value: formats.number(delivery.attempt_count) },
          { label: t('event_type'), value: <EventTypeName type={delivery.event_type} /> },
          { label: t('event'), value: <Copy text={delivery.event} /> },
          { label: t('published'), value: <Time at={delivery.created} /> },
          ...(delivery.account === account ? [] : [{ label: t('account'), value: <Copy text={delivery.account} /> }]),
        ]}
      />
      <PlannedRetries delivery={delivery} />
    </SpaceBetween>
  );
}

function Failure({ delivery }: { delivery: DeliveryDetail }) {
  const explain = useMessages(explanationMessages);
  const { failure_reason: reason, failure_detail: detail, status } = delivery;
  if (reason === null) return null;
  const text = failureOf(delivery);
  return (
    <Alert type={status === 'failed' ? 'error' : 'info'}>
      <div>{text ? explain(text) : reason}</div>
      {detail && <div>{detail}</div>}
    </Alert>
  );
}
