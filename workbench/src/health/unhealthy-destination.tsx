import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useQuery } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { useSession } from '../account/session.tsx';
import type { Delivery, V2Page } from '../api/types.ts';
import { BacklogBanner } from '../destination/health/backlog-banner.tsx';
import { useI18n, useMessages } from '../i18n/i18n.tsx';
import { Sparkline } from '../metrics/sparkline.tsx';
import { ErrorAlert } from '../shared/error-alert.tsx';
import { PageLink } from '../shared/link.tsx';
import { links } from '../shell/links.ts';
import { renderFailures } from './error-classes.ts';
import { addTotals, errorRateOf, newestFailure } from './health.ts';
import { HealthIndicator, useApproximateTime } from './health-indicator.tsx';
import { healthMessages } from './messages.ts';
import { countedQuery } from './queries.ts';
import { recommendedActionFor } from './recommended-action.ts';
import { RenderAlert } from './render-alert.tsx';
import { ToggleDestination } from './toggle-destination.tsx';
import { useFailureAdvice } from './use-failure-advice.ts';
import type { LoadedHealth } from './use-health.ts';

/** Shows a destination that fails or failed: since when, why, what it missed, and the recommended action. */
export function UnhealthyDestination({ loaded, onRecover }: { loaded: LoadedHealth; onRecover: () => void }) {
  const t = useMessages(healthMessages);
  const { formats } = useI18n();
  const session = useSession();
  const timeText = useApproximateTime();
  const [, navigate] = useLocation();
  const { destination, health, newest, hours } = loaded;
  const pending = useQuery(countedQuery(session, destination.id, 'pending'));
  const failed = useQuery(countedQuery(session, destination.id, 'failed'));
  const failures = failed.data?.data ?? [];
  const { advice, loading } = useFailureAdvice(destination, newestFailure(newest) ?? failures[0], health);
  const action = recommendedActionFor(destination, health, failures.length);
  const rate = errorRateOf(health.today);
  const month = errorRateOf(health.all);
  const percent = (share: number | undefined) => (share === undefined ? t('no_attempts') : formats.percent(share));
  const { failingSince, lastSuccess } = health;
  const failing = health.state === 'failing';
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button onClick={() => navigate(`${links.deliveries(destination.id)}?status=failed`)}>
                {t('see_failed')}
              </Button>
              <ToggleDestination destination={destination} />
              <Button
                disabled={!session.can('deliveries:retry')}
                disabledReason={t('recover_forbidden')}
                onClick={onRecover}
              >
                {t('recover')}
              </Button>
            </SpaceBetween>
          }
          description={<HealthIndicator destination={destination} health={health} />}
        >
          <PageLink fontSize="inherit" href={links.destination(destination.id)}>
            {destination.name}
          </PageLink>
        </Header>
      }
    >
      <SpaceBetween size="l">
        <BacklogBanner destination={destination} />
        <RenderAlert
          destination={destination}
          failures={renderFailures(failures)}
          more={(failed.data?.next_page_url ?? null) !== null}
        />
        {(pending.isLoadingError || failed.isLoadingError) && (
          <ErrorAlert
            error={pending.error ?? failed.error}
            onRetry={() => Promise.all([pending.refetch(), failed.refetch()])}
          />
        )}
        <KeyValuePairs
          columns={4}
          items={[
            failing
              ? { label: t('failing_since'), value: failingSince ? timeText(failingSince) : t('since_long') }
              : { label: t('last_success'), value: lastSuccess ? timeText(lastSuccess) : t('never') },
            {
              label: t('last_failure'),
              value: loading ? (
                <Spinner />
              ) : (
                <>
                  {advice?.summary ?? t('unknown')}
                  {advice?.detail && (
                    <Box variant="small" color="text-body-secondary" display="block">
                      {advice.detail}
                    </Box>
                  )}
                </>
              ),
            },
            { label: t('waiting'), value: <Count page={pending.data} /> },
            { label: t('failed'), value: <Count page={failed.data} /> },
            ...(failing ? [{ label: t('last_success'), value: lastSuccess ? timeText(lastSuccess) : t('never') }] : []),
            { label: t('rate'), value: percent(rate) },
            { label: t('rate_month'), value: percent(month) },
            ...(hours ? [{ label: t('attempts'), value: <Recent hours={hours} /> }] : []),
          ]}
        />
        {(action ?? advice?.action) && (
          <div>
            <Box variant="h3" padding="n">
              {t('to_do')}
            </Box>
            {action !== 'nothing_to_do' && action !== 'to_do_recovered' && advice?.action && (
              <Box variant="p">{advice.action}</Box>
            )}
            {action && <Box variant="p">{t(action)}</Box>}
          </div>
        )}
      </SpaceBetween>
    </Container>
  );
}

/** Bars for each hour of a week do not fit on a phone. */
const HOURS_SHOWN = 24;

function Recent({ hours }: { hours: NonNullable<LoadedHealth['hours']> }) {
  const data = hours.data.slice(-HOURS_SHOWN);
  // The sparkline shows no quantiles, and the quantiles of the week do not apply to the last day.
  return <Sparkline metrics={{ totals: { ...addTotals(data), duration_ms: { p50: null, p95: null } }, data }} />;
}

/** Shows the number of deliveries, or `100+` when there are more than were loaded. */
function Count({ page }: { page: V2Page<Delivery> | undefined }) {
  const { formats } = useI18n();
  if (!page) return <Spinner />;
  return <>{`${formats.number(page.data.length)}${page.next_page_url === null ? '' : '+'}`}</>;
}
