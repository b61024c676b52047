import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useQueryClient } from '@tanstack/react-query';
import { useLocation, useSearchParams } from 'wouter';
import { useSession } from '../../account/session.tsx';
import type { Event, Outcome } from '../../api/types.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { EmptyState } from '../../shared/empty-state.tsx';
import { ErrorAlert } from '../../shared/error-alert.tsx';
import { useAllDestinations } from '../../shared/hooks/use-all-destinations.ts';
import { links } from '../../shell/links.ts';
import { groupOutcomes, isPending } from './group-outcomes.ts';
import { outcomeMessages } from './messages.ts';
import { OutcomeRow } from './outcome-row.tsx';
import { useOutcomes } from './use-outcomes.ts';

/** Query parameter with the destinations that are expanded. */
const OPENED = 'destination';

/** Shows the outcome of the event at each destination. */
export function OutcomesSection({ event }: { event: Event }) {
  const t = useMessages(outcomeMessages);
  const { scope, account, credential } = useSession();
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  const [params, setParams] = useSearchParams();
  const destinations = useAllDestinations();
  const opened = params.getAll(OPENED);
  const { data, error, refetch, watch } = useOutcomes(event.id, opened.length > 0);
  const open = (id: string, opens: boolean) =>
    setParams(
      (was: URLSearchParams) => {
        const to = new URLSearchParams(was);
        to.delete(OPENED);
        for (const one of opened.filter((other) => other !== id)) to.append(OPENED, one);
        if (opens) to.append(OPENED, id);
        return to;
      },
      { replace: true },
    );
  if (!data) {
    return (
      <Container header={<Header variant="h2">{t('title')}</Header>}>
        {error ? (
          <ErrorAlert error={error} onRetry={refetch} />
        ) : (
          <StatusIndicator type="loading">{t('loading')}</StatusIndicator>
        )}
      </Container>
    );
  }
  const { sent, notSent, otherMode } = groupOutcomes(data);
  const known = (id: string) => destinations.data?.find((one) => one.id === id);
  // An account also sees destinations of the platform that receive its events.
  const isForeign = ({ destination, destination_name }: Outcome) =>
    account !== credential.account && destination_name !== null && destinations.isSuccess && !known(destination);
  const row = (outcome: Outcome) => (
    <OutcomeRow
      key={outcome.destination}
      outcome={outcome}
      event={event}
      destination={known(outcome.destination)}
      foreign={isForeign(outcome)}
      open={opened.includes(outcome.destination)}
      onOpen={(opens) => open(outcome.destination, opens)}
      onResent={() => {
        watch();
        void queries.invalidateQueries({ queryKey: [scope, 'event', event.id] });
      }}
    />
  );
  return (
    <SpaceBetween size="m">
      <Header variant="h2" description={t('what')} info={isPending(data) && <Watching />}>
        {t('title')}
      </Header>
      {error && <ErrorAlert error={error} onRetry={refetch} />}
      {sent.length === 0 && notSent.length === 0 ? (
        <Container>
          <EmptyState
            title={t('none')}
            text={t('none_what')}
            action={<Button onClick={() => navigate(links.newDestination)}>{t('create')}</Button>}
          />
        </Container>
      ) : (
        sent.length === 0 && <Box color="text-body-secondary">{t('sent_none')}</Box>
      )}
      {sent.map(row)}
      {notSent.length > 0 && (
        <Container header={<Header variant="h3">{t('not_sent')}</Header>}>
          <SpaceBetween size="m">{notSent.map(row)}</SpaceBetween>
        </Container>
      )}
      {otherMode > 0 && (
        <Box variant="small" color="text-body-secondary">
          {t('other_mode', { count: otherMode })}
        </Box>
      )}
    </SpaceBetween>
  );
}

function Watching() {
  const t = useMessages(outcomeMessages);
  return <StatusIndicator type="in-progress">{t('watching')}</StatusIndicator>;
}
