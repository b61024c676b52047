import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { Destination, Event, Outcome } from '../../api/types.ts';
import { AttemptTimeline } from '../../delivery/attempt/attempt-timeline.tsx';
import { explanationMessages } from '../../delivery/attempt/explanation-messages.ts';
import { failureOf, shortFailureOf } from '../../delivery/attempt/explanations.ts';
import { DeliveryDetails } from '../../delivery/details/delivery-details.tsx';
import { DeliverySummary } from '../../delivery/details/delivery-summary.tsx';
import { useI18n, useMessages } from '../../i18n/i18n.tsx';
import { Copy } from '../../shared/copy.tsx';
import { ErrorAlert } from '../../shared/error-alert.tsx';
import { useNow } from '../../shared/hooks/use-now.ts';
import { PageLink } from '../../shared/link.tsx';
import { DeliveryStatus } from '../../shared/status.tsx';
import { links } from '../../shell/links.ts';
import { outcomeMessages } from './messages.ts';
import { ResendButton } from './resend-button.tsx';

/** Update interval of the time of the next attempt, milliseconds. */
const REFRESH_MS = 5_000;

/** Shows the outcome of the event at one destination. */
export function OutcomeRow({
  outcome,
  event,
  destination,
  foreign,
  open,
  onOpen,
  onResent,
}: {
  outcome: Outcome;
  event: Event;
  destination: Destination | undefined;
  /** Whether the destination belongs to the platform and not to the account that is shown. */
  foreign: boolean;
  open: boolean;
  onOpen: (open: boolean) => void;
  onResent: () => void;
}) {
  const t = useMessages(outcomeMessages);
  const [error, setError] = useState<Error | null>(null);
  const e = useMessages(explanationMessages);
  const { formats } = useI18n();
  const now = useNow(REFRESH_MS);
  const { delivery } = outcome;
  const name = outcome.destination_name ?? t('deleted');
  // The expanded details explain the failure.
  const failure = delivery && (open ? shortFailureOf(delivery) : failureOf(delivery));
  const description = delivery
    ? [
        t('attempts', { count: delivery.attempt_count }),
        ...(delivery.waiting ? [t(delivery.next_attempt_at === null ? 'waits_turn' : 'waits')] : []),
        ...(delivery.waiting || delivery.next_attempt_at === null
          ? []
          : [
              Date.parse(delivery.next_attempt_at) <= now
                ? t('next_due')
                : t('next_attempt', { when: formats.relative(delivery.next_attempt_at, now) }),
            ]),
        ...(failure ? [e(failure)] : []),
      ].join(' · ')
    : '';
  const resend = (
    <ResendButton
      outcome={outcome}
      eventId={event.id}
      account={event.account}
      destination={destination}
      foreign={foreign}
      name={name}
      onResent={onResent}
      onError={setError}
    />
  );
  const notice = error && <ErrorAlert error={error} title={t('resend_failed', { name })} />;
  if (!delivery) {
    return (
      <SpaceBetween size="xs">
        <Header variant="h3" description={<NotSentReason outcome={outcome} />} actions={resend}>
          {foreign ? (
            name
          ) : (
            <PageLink href={links.destination(outcome.destination)} fontSize="inherit">
              {name}
            </PageLink>
          )}
        </Header>
        {notice}
      </SpaceBetween>
    );
  }
  return (
    <SpaceBetween size="xs">
      <ExpandableSection
        variant="container"
        headerText={name}
        headerInfo={<DeliveryStatus status={delivery.status} />}
        headerDescription={description}
        headingTagOverride="h3"
        expanded={open}
        onChange={({ detail }) => onOpen(detail.expanded)}
        // The details have their own button.
        headerActions={open ? undefined : resend}
      >
        {open && (
          <SpaceBetween size="m">
            <SpaceBetween size="m" direction="horizontal">
              {outcome.destination_name !== null && !foreign && (
                <PageLink href={links.delivery(outcome.destination, event.id)}>{t('to_delivery')}</PageLink>
              )}
              <Copy text={outcome.destination} />
            </SpaceBetween>
            {!outcome.matched && (
              <Box color="text-body-secondary">
                {t('sent_later')} <NotSentReason outcome={outcome} />
              </Box>
            )}
            {foreign ? (
              <>
                <Box color="text-body-secondary">{t('foreign')}</Box>
                <DeliverySummary delivery={delivery} />
                <AttemptTimeline delivery={delivery} destination={undefined} body={undefined} />
              </>
            ) : (
              <DeliveryDetails destinationId={outcome.destination} eventId={event.id} account={event.account} />
            )}
          </SpaceBetween>
        )}
      </ExpandableSection>
      {notice}
    </SpaceBetween>
  );
}

/** Explains why the event was not sent; with the text of the API for an unknown reason. */
function NotSentReason({ outcome: { reason, explanation } }: { outcome: Outcome }) {
  const t = useMessages(outcomeMessages);
  const key = `reason_${reason ?? 'unknown'}` as const;
  return key in outcomeMessages.en ? t(key) : (explanation ?? t('reason_unknown'));
}
