import Button from '@cloudscape-design/components/button';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useQuery } from '@tanstack/react-query';
import { useLocation, useParams } from 'wouter';
import { ApiError } from '../../../../api-client/api-error.ts';
import { useSession } from '../../account/session.tsx';
import { useMessages } from '../../i18n/i18n.tsx';
import { EmptyState } from '../../shared/empty-state.tsx';
import { ErrorAlert } from '../../shared/error-alert.tsx';
import { Frame } from '../../shell/frame.tsx';
import { links } from '../../shell/links.ts';
import { EditForm } from './edit-form.tsx';
import { editMessages } from './messages.ts';

/** The form that changes the settings of a destination. */
export default function Page() {
  const t = useMessages(editMessages);
  const { id = '' } = useParams<{ id: string }>();
  const { api, scope, can } = useSession();
  const canWrite = can('destinations:write');
  // Loaded each time the form is opened, and not again: the form must not change while it is filled in.
  const query = useQuery({
    queryKey: [scope, 'destination to edit', id],
    queryFn: () => api.destination(id),
    enabled: canWrite && can('destinations:read'),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const destination = query.data;
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
        {!canWrite && <NoPermission id={id} />}
        {canWrite && query.isPending && <StatusIndicator type="loading">{t('loading')}</StatusIndicator>}
        {query.error && !destination && <NotLoaded error={query.error} onRetry={query.refetch} />}
        {destination && <EditForm key={destination.id} destination={destination} />}
      </ContentLayout>
    </Frame>
  );
}

function NoPermission({ id }: { id: string }) {
  const t = useMessages(editMessages);
  const [, navigate] = useLocation();
  return (
    <EmptyState
      title={t('no_permission')}
      text={t('no_permission_what')}
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
