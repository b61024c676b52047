import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Steps from '@cloudscape-design/components/steps';
import { useState } from 'react';
import type { Attempt, DeliveryDetail } from '../../api/types.ts';
import { moduleOf, typeOfAttempt } from '../../destination-types/by-type.ts';
import { useI18n, useMessages } from '../../i18n/i18n.tsx';
import { Time } from '../../shared/time.tsx';
import { deliveryMessages } from '../details/messages.ts';
import { AttemptDetails, type AttemptDetailsProps } from './attempt-details.tsx';
import { explanationMessages } from './explanation-messages.ts';
import { awsCodeOf, errorName } from './explanations.ts';

/** Lists the attempts of a delivery, newest first. The newest is expanded. */
export function AttemptTimeline({
  delivery,
  ...given
}: { delivery: DeliveryDetail } & Omit<AttemptDetailsProps, 'attempt'>) {
  const t = useMessages(deliveryMessages);
  const { attempts, attempt_count: count, status } = delivery;
  if (attempts.length === 0) {
    return <Box color="text-body-secondary">{t(status === 'pending' ? 'timeline_empty' : 'timeline_none')}</Box>;
  }
  const newest = attempts.at(-1)?.number;
  return (
    <SpaceBetween size="s">
      <Steps
        ariaLabel={t('timeline')}
        steps={attempts.toReversed().map((attempt) => ({
          status: attempt.succeeded ? 'success' : 'error',
          statusIconAriaLabel: t(attempt.succeeded ? 'succeeded' : 'failed'),
          header: <Headline attempt={attempt} />,
          details: <Details key={attempt.number} attempt={attempt} first={attempt.number === newest} {...given} />,
        }))}
      />
      {count > attempts.length && (
        <Box color="text-body-secondary">{t('timeline_more', { count: attempts.length })}</Box>
      )}
    </SpaceBetween>
  );
}

function Headline({ attempt }: { attempt: Attempt }) {
  const t = useMessages(deliveryMessages);
  const result = useResult(attempt);
  return (
    <Box variant="span" fontWeight="bold">
      {[t('attempt', { number: attempt.number }), result].filter(Boolean).join(' · ')}
    </Box>
  );
}

/** Returns `HTTP 500`, `Timeout` or `AccessDeniedException`; for an unknown error, its code. */
function useResult({ http_status: status, error, request_headers: sent }: Attempt): string {
  const t = useMessages(deliveryMessages);
  const explain = useMessages(explanationMessages);
  if (error?.code === 'eventbridge') return awsCodeOf(error.message) ?? '';
  const name = error && errorName(error.code);
  const words = error ? (name ? explain(name) : error.code) : '';
  const { isHttp } = moduleOf({ type: typeOfAttempt(sent) }).attempt;
  const httpStatus = status !== null && isHttp ? t('http', { status: String(status) }) : '';
  const errorText = error?.code === 'http_status' || error?.code === 'redirect' ? '' : words;
  return [httpStatus, errorText].filter(Boolean).join(' · ');
}

/** Stays expanded or collapsed as the user left it when newer attempts arrive. */
function Details({ first, ...given }: AttemptDetailsProps & { first: boolean }) {
  const t = useMessages(deliveryMessages);
  const [open, setOpen] = useState(first);
  const { formats } = useI18n();
  const { number, trigger, started_at, duration_ms } = given.attempt;
  return (
    <>
      <Box color="text-body-secondary" fontSize="body-s">
        {t(trigger)} · <Time at={started_at} /> · {formats.duration(duration_ms)}
      </Box>
      <ExpandableSection
        variant="footer"
        expanded={open}
        onChange={({ detail }) => setOpen(detail.expanded)}
        headerText={t('details')}
        headerAriaLabel={t('details_of', { number })}
      >
        {open && <AttemptDetails {...given} />}
      </ExpandableSection>
    </>
  );
}
