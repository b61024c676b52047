/** Everything about one delivery: how it stands, each attempt, and what was sent. */
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import { ApiError } from '../../api/api-error.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { EmptyState } from '../../shared/empty-state.tsx';
import { ErrorAlert } from '../../shared/error-alert.tsx';
import { AttemptTimeline } from '../attempt/attempt-timeline.tsx';
import { DeliveredBody } from './delivered-body.tsx';
import { DeliverySummary } from './delivery-summary.tsx';
import { EventLink } from './event-link.tsx';
import { deliveryMessages } from './messages.ts';
import { type Awaited, isAwaited, RESEND_WAIT_MS } from './polling.ts';
import { type DeliveryOf, useDeliveredBody, useDelivery } from './use-delivery.ts';
import { useDestination } from './use-destination.ts';
import { useResend, useResendRefusal } from './use-resend.ts';

/** @param account whose event it is, where that is another than the account that is shown */
export function DeliveryDetails(of: DeliveryOf) {
  // What is waited for, and what was opened, belongs to one delivery.
  return <Details key={`${of.destinationId} ${of.eventId} ${of.account}`} {...of} />;
}

function Details(of: DeliveryOf) {
  const t = useMessages(deliveryMessages);
  const [awaited, setAwaited] = useState<Awaited>();
  const query = useDelivery(of, awaited);
  const delivery = query.data;
  const body = useDeliveredBody(of, delivery?.attempt_count);
  const { data: destination } = useDestination(of.destinationId);
  const resend = useResend(of, () =>
    setAwaited({ attempts: delivery?.attempt_count ?? 0, until: Date.now() + RESEND_WAIT_MS }),
  );
  const refusal = useResendRefusal(destination);

  if (!delivery) {
    if (query.error instanceof ApiError && query.error.status === 404) {
      return <EmptyState title={t('not_found')} text={t('not_found_what')} />;
    }
    if (query.error) return <ErrorAlert error={query.error} onRetry={query.refetch} />;
    return (
      <Box textAlign="center" padding="l">
        <Spinner /> {t('loading')}
      </Box>
    );
  }
  return (
    <SpaceBetween size="l">
      <SpaceBetween direction="horizontal" size="s" alignItems="center">
        <Button
          iconName="refresh"
          onClick={() => resend.mutate()}
          loading={resend.isPending}
          disabled={refusal !== undefined}
          {...(refusal === undefined ? {} : { disabledReason: refusal })}
        >
          {t('resend')}
        </Button>
        <EventLink eventId={of.eventId} account={of.account} />
        {isAwaited(delivery, awaited, Date.now()) && (
          <StatusIndicator type="in-progress">{t('resend_waiting')}</StatusIndicator>
        )}
      </SpaceBetween>
      {resend.error && <ErrorAlert error={resend.error} />}
      {query.error && <ErrorAlert error={query.error} onRetry={query.refetch} />}
      <DeliverySummary delivery={delivery} />
      <div>
        <Header variant="h3">{t('timeline')}</Header>
        <AttemptTimeline delivery={delivery} destination={destination} body={body.data?.body ?? undefined} />
      </div>
      <div>
        <Header variant="h3">{t('body')}</Header>
        <DeliveredBody query={body} destination={destination} />
      </div>
    </SpaceBetween>
  );
}
