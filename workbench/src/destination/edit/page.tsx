import Button from '@cloudscape-design/components/button';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useQuery } from '@tanstack/react-query';
import { useLocation, useParams } from 'wouter';
import { useSession } from '../../account/session.tsx';
import { ApiError } from '../../api/api-error.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { EmptyState } from '../../shared/empty-state.tsx';
import { ErrorAlert } from '../../shared/error-alert.tsx';
import { Frame } from '../../shell/frame.tsx';
import { links } from '../../shell/links.ts';
import { EditForm } from './edit-form.tsx';
import { editMessages } from './messages.ts';

/** The settings of one destination, to be changed. */
export default function Page() {
  const t = useMessages(editMessages);
  const { id = '' } = useParams<{ id: string }>();
  const { api, scope, can } = useSession();
  const mayWrite = can('destinations:write');
  // Asked for once, and anew each time the form is opened: nothing may change under the hands of who fills it in.
  const asked = useQuery({
    queryKey: [scope, 'destination to edit', id],
    queryFn: () => api.destination(id),
    enabled: mayWrite && can('destinations:read'),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const destination = asked.data;
  const title = destination ? t('title_of', { name: destination.name }) : t('title');
  return (
    <Frame
      title={title}
      contentType="form"
      breadcrumbs={[
        { text: t('destinations'), href: links.destinations },
        { text: destination?.name ?? id, href: links.destination(id) },
        { text: t('edit'), href: links.editDestination(id) },
      ]}
    >
      <ContentLayout header={<Header variant="h1">{title}</Header>}>
        {!mayWrite && <MayNot id={id} />}
        {mayWrite && asked.isPending && <StatusIndicator type="loading">{t('loading')}</StatusIndicator>}
        {asked.error && !destination && <NotLoaded error={asked.error} onRetry={asked.refetch} />}
        {destination && <EditForm key={destination.id} destination={destination} />}
      </ContentLayout>
    </Frame>
  );
}

function MayNot({ id }: { id: string }) {
  const t = useMessages(editMessages);
  const [, navigate] = useLocation();
  return (
    <EmptyState
      title={t('may_not')}
      text={t('may_not_what')}
      action={<Button onClick={() => navigate(links.destination(id))}>{t('to_destination')}</Button>}
    />
  );
}

function NotLoaded({ error, onRetry }: { error: Error; onRetry: () => unknown }) {
  const t = useMessages(editMessages);
  const [, navigate] = useLocation();
  if (!(error instanceof ApiError) || error.status !== 404) return <ErrorAlert error={error} onRetry={onRetry} />;
  return (
    <EmptyState
      title={t('not_found')}
      text={t('not_found_what')}
      action={<Button onClick={() => navigate(links.destinations)}>{t('to_list')}</Button>}
    />
  );
}
