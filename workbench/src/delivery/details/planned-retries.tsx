import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import type { DeliveryDetail } from '../../api/types.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { Time, TimeAgo } from '../../shared/time.tsx';
import { Countdown } from './countdown.tsx';
import { deliveryMessages } from './messages.ts';

/** Counts down to the next retry, or to the next probe of the endpoint that the delivery waits for. */
export function NextRetry({ delivery }: { delivery: Pick<DeliveryDetail, 'status' | 'waiting' | 'next_attempt_at'> }) {
  const t = useMessages(deliveryMessages);
  const { status, next_attempt_at: next } = delivery;
  if (status !== 'pending') return <>{t('no_retry')}</>;
  if (delivery.waiting) {
    return (
      <div>
        {t(next === null ? 'waits_turn' : 'waits')}
        <Box fontSize="body-s" color="text-body-secondary">
          {next === null ? (
            t('waits_queue')
          ) : (
            <>
              {t('waits_probe')} <Countdown at={next} />
            </>
          )}
        </Box>
      </div>
    );
  }
  if (next === null) return <>{t('first_attempt_soon')}</>;
  return (
    <div>
      <Countdown at={next} />
      <Box fontSize="body-s" color="text-body-secondary">
        <Time at={next} />
      </Box>
    </div>
  );
}

/** Lists the retries after the next one. */
export function PlannedRetries({ delivery }: { delivery: Pick<DeliveryDetail, 'planned_attempts'> }) {
  const t = useMessages(deliveryMessages);
  const [, ...later] = delivery.planned_attempts;
  if (later.length === 0) return null;
  return (
    <ExpandableSection variant="footer" headerText={t('planned', { count: later.length })}>
      <Box color="text-body-secondary" fontSize="body-s">
        {t('planned_what')}
      </Box>
      <ol aria-label={t('planned_list')}>
        {later.map((at) => (
          <li key={at}>
            <Time at={at} /> (<TimeAgo at={at} />)
          </li>
        ))}
      </ol>
    </ExpandableSection>
  );
}
