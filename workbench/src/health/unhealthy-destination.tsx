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
import { useI18n, useMessages } from '../i18n/i18n.tsx';
import { Sparkline } from '../metrics/sparkline.tsx';
import { ErrorAlert } from '../shared/error-alert.tsx';
import { PageLink } from '../shared/link.tsx';
import { links } from '../shell/links.ts';
import { renderFailures } from './error-classes.ts';
import { addTotals, errorRateOf, newestFailure } from './health.ts';
import { healthMessages } from './messages.ts';
import { countedQuery } from './queries.ts';
import { careFor } from './recommended-action.ts';
import { RenderAlert } from './render-alert.tsx';
import { HealthIndicator, useAbout } from './state.tsx';
import { ToggleDestination } from './toggle-destination.tsx';
import { useAnswer } from './use-answer.ts';
import type { Examined } from './use-health.ts';

type Known = Examined & { readonly health: NonNullable<Examined['health']> };

/** One destination that has, or had, a fault: since when, what it answers, what it missed, and what to do. */
export function PatientCard({ patient, onRecover }: { patient: Known; onRecover: () => void }) {
  const t = useMessages(healthMessages);
  const { formats } = useI18n();
  const session = useSession();
  const about = useAbout();
  const [, navigate] = useLocation();
  const { destination, health, newest, hours } = patient;
  const pending = useQuery(countedQuery(session, destination.id, 'pending'));
  const failed = useQuery(countedQuery(session, destination.id, 'failed'));
  const failures = failed.data?.data ?? [];
  const { answer, loading } = useAnswer(destination, newestFailure(newest) ?? failures[0], health);
  const care = careFor(destination, health, failures.length);
  const rate = errorRateOf(health.today);
  const month = errorRateOf(health.all);
  const percent = (share: number | undefined) => (share === undefined ? t('nothing_tried') : formats.percent(share));
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
              ? { label: t('failing_since'), value: failingSince ? about(failingSince) : t('since_long') }
              : { label: t('last_success'), value: lastSuccess ? about(lastSuccess) : t('never') },
            {
              label: t('answers'),
              value: loading ? (
                <Spinner />
              ) : (
                <>
                  {answer?.says ?? t('no_answer')}
                  {answer?.detail && (
                    <Box variant="small" color="text-body-secondary" display="block">
                      {answer.detail}
                    </Box>
                  )}
                </>
              ),
            },
            { label: t('waiting'), value: <Count page={pending.data} /> },
            { label: t('failed'), value: <Count page={failed.data} /> },
            ...(failing ? [{ label: t('last_success'), value: lastSuccess ? about(lastSuccess) : t('never') }] : []),
            { label: t('rate'), value: percent(rate) },
            { label: t('rate_month'), value: percent(month) },
            ...(hours ? [{ label: t('attempts'), value: <Recent hours={hours} /> }] : []),
          ]}
        />
        {(care ?? answer?.todo) && (
          <div>
            <Box variant="h3" padding="n">
              {t('to_do')}
            </Box>
            {care !== 'nothing_to_do' && care !== 'to_do_recovered' && answer?.todo && (
              <Box variant="p">{answer.todo}</Box>
            )}
            {care && <Box variant="p">{t(care)}</Box>}
          </div>
        )}
      </SpaceBetween>
    </Container>
  );
}

/** A bar for each hour of a week is wider than a telephone, and the last day is what matters now. */
const HOURS_SHOWN = 24;

function Recent({ hours }: { hours: NonNullable<Examined['hours']> }) {
  const data = hours.data.slice(-HOURS_SHOWN);
  // The quantiles are not shown, and those of the week are not those of its end.
  return <Sparkline metrics={{ totals: { ...addTotals(data), duration_ms: { p50: null, p95: null } }, data }} />;
}

/** `100+` where there are more than were counted. */
function Count({ page }: { page: V2Page<Delivery> | undefined }) {
  const { formats } = useI18n();
  if (!page) return <Spinner />;
  return <>{`${formats.number(page.data.length)}${page.next_page_url === null ? '' : '+'}`}</>;
}
