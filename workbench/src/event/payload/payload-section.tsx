import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Tabs from '@cloudscape-design/components/tabs';
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'wouter';
import { useSession } from '../../account/session.tsx';
import type { Event } from '../../api/types.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { ErrorAlert } from '../../shared/error-alert.tsx';
import { CompareTab } from './compare-tab.tsx';
import { payloadMessages } from './messages.ts';
import { PayloadTab } from './payload-tab.tsx';
import { ThinTab } from './thin-tab.tsx';
import { versionBefore } from './version-changes.ts';

/** Shows the event as destinations receive it: in any API version, compared between two versions, and thin. */
export function PayloadSection({ event }: { event: Event }) {
  const t = useMessages(payloadMessages);
  const { api, scope } = useSession();
  const [params, setParams] = useSearchParams();
  const versionsQuery = useQuery({
    queryKey: [scope, 'api versions'],
    queryFn: () => api.apiVersions(),
    staleTime: 60_000,
  });
  const versions = versionsQuery.data?.data ?? [];
  const published = event.api_version;
  const set = (values: Readonly<Record<string, string>>) =>
    setParams(
      (was: URLSearchParams) => {
        const to = new URLSearchParams(was);
        for (const [name, value] of Object.entries(values)) to.set(name, value);
        return to;
      },
      { replace: true },
    );
  return (
    <Container header={<Header variant="h2">{t('payload')}</Header>}>
      {versionsQuery.error && <ErrorAlert error={versionsQuery.error} onRetry={versionsQuery.refetch} />}
      <Tabs
        activeTabId={params.get('view') ?? 'payload'}
        onChange={({ detail }) => set({ view: detail.activeTabId })}
        tabs={[
          {
            id: 'payload',
            label: t('event'),
            content: (
              <PayloadTab
                event={event}
                versions={versions}
                version={params.get('version') ?? published}
                onVersion={(version) => set({ version })}
              />
            ),
          },
          {
            id: 'compare',
            label: t('compare'),
            content: versionsQuery.isPending ? (
              <StatusIndicator type="loading">{t('loading')}</StatusIndicator>
            ) : (
              <CompareTab
                event={event}
                versions={versions}
                left={params.get('left') ?? versionBefore(versions, published) ?? published}
                right={params.get('right') ?? published}
                onVersions={(left, right) => set({ left, right })}
              />
            ),
          },
          { id: 'thin', label: t('thin'), content: <ThinTab id={event.id} type={event.type} /> },
        ]}
      />
    </Container>
  );
}
