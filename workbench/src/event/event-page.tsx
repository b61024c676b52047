import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useLocation, useParams } from 'wouter';
import { ApiError } from '../../../api-client/api-error.ts';
import { useSession } from '../account/session.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import { EmptyState } from '../shared/empty-state.tsx';
import { ErrorAlert } from '../shared/error-alert.tsx';
import { Frame } from '../shell/frame.tsx';
import { links } from '../shell/links.ts';
import { EventSummary } from './event-summary.tsx';
import { eventsMessages } from './messages.ts';
import { NoPermission } from './no-permission.tsx';
import { OutcomesSection } from './outcomes/outcomes-section.tsx';
import { PayloadSection } from './payload/payload-section.tsx';

export default function EventPage() {
  const t = useMessages(eventsMessages);
  const { id = '' } = useParams();
  const { can } = useSession();
  return (
    <Frame
      title={id}
      breadcrumbs={[
        { text: t('title'), href: links.events },
        { text: id, href: links.event(id) },
      ]}
    >
      {can('events:read') ? <OneEvent key={id} id={id} /> : <NoPermission />}
    </Frame>
  );
}

function OneEvent({ id }: { id: string }) {
  const t = useMessages(eventsMessages);
  const { api, scope } = useSession();
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  const { data, error, refetch, isFetching } = useQuery({
    queryKey: [scope, 'event', id],
    queryFn: () => api.event(id),
  });
  if (!data) {
    if (error instanceof ApiError && error.status === 404) {
      return (
        <EmptyState
          title={t('not_found')}
          text={t('not_found_what')}
          action={<Button onClick={() => navigate(links.events)}>{t('to_events')}</Button>}
        />
      );
    }
    if (error) return <ErrorAlert error={error} onRetry={refetch} />;
    return (
      <Box textAlign="center" padding="xxl">
        <Spinner size="large" />
        <Box variant="p">{t('loading')}</Box>
      </Box>
    );
  }
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          actions={
            <Button
              iconName="refresh"
              ariaLabel={t('refresh')}
              loading={isFetching}
              onClick={() => void queries.invalidateQueries({ queryKey: [scope, 'event', id] })}
            />
          }
        >
          {data.type}
        </Header>
      }
    >
      <SpaceBetween size="l">
        <EventSummary event={data} />
        <OutcomesSection event={data} />
        <PayloadSection event={data} />
      </SpaceBetween>
    </ContentLayout>
  );
}
