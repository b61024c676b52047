/** Shows one delivery: its status, its attempts and the request body. */
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import { ApiError } from '../../../../api-client/api-error.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { EmptyState } from '../../shared/empty-state.tsx';
import { ErrorAlert } from '../../shared/error-alert.tsx';
import { AttemptTimeline } from '../attempt/attempt-timeline.tsx';
import { DeliveredBody } from './delivered-body.tsx';
import { DeliverySummary } from './delivery-summary.tsx';
import { EventLink } from './event-link.tsx';
import { deliveryMessages } from './messages.ts';
import { type AwaitedResend, isAwaited, RESEND_WAIT_MS } from './polling.ts';
import { type DeliveryRef, useDeliveredBody, useDelivery } from './use-delivery.ts';
import { useDestination } from './use-destination.ts';
import { useResend, useResendRefusal } from './use-resend.ts';

export function DeliveryDetails(ref: DeliveryRef) {
  // The key resets the state when another delivery is shown.
  return <Details key={`${ref.destinationId} ${ref.eventId} ${ref.account}`} {...ref} />;
}

function Details(ref: DeliveryRef) {
  const t = useMessages(deliveryMessages);
  const [awaited, setAwaited] = useState<AwaitedResend>();
  const query = useDelivery(ref, awaited);
  const delivery = query.data;
  const body = useDeliveredBody(ref, delivery?.attempt_count);
  const { data: destination } = useDestination(ref.destinationId);
  const resend = useResend(ref, () =>
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
        <EventLink eventId={ref.eventId} account={ref.account} />
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
