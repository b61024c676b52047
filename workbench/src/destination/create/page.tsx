/** `/destinations/new`: the wizard, and after creation the new destination. */
import Button from '@cloudscape-design/components/button';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import { useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { useSession } from '../../account/session.tsx';
import type { Destination } from '../../api/types.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { EmptyState } from '../../shared/empty-state.tsx';
import { Frame } from '../../shell/frame.tsx';
import { links } from '../../shell/links.ts';
import { Done } from './done/done.tsx';
import { createMessages } from './messages.ts';
import { NewDestination } from './new-destination.tsx';
import { isStep, type StepId } from './steps.ts';

export default function Page() {
  const t = useMessages(createMessages);
  const { can } = useSession();
  const [, navigate] = useLocation();
  const search = new URLSearchParams(useSearch());
  // Only this state contains the signing secret. It is lost when the page is closed or reloaded.
  const [created, setCreated] = useState<Destination>();
  const id = search.get('created');
  const step = search.get('step');
  const frame = {
    title: t('title'),
    breadcrumbs: [
      { text: t('destinations'), href: links.destinations },
      { text: t('title'), href: links.newDestination },
    ],
  };
  if (id !== null) {
    return (
      <Frame {...frame}>
        <Done
          key={id}
          id={id}
          created={created?.id === id ? created : undefined}
          ping={search.get('ping') ?? undefined}
          onPing={(ping) =>
            navigate(`${links.newDestination}?${new URLSearchParams({ created: id, ping })}`, { replace: true })
          }
        />
      </Frame>
    );
  }
  if (!can('destinations:write')) {
    return (
      <Frame {...frame}>
        <ContentLayout header={<Header variant="h1">{t('title')}</Header>}>
          <EmptyState
            title={t('no_permission')}
            text={t('no_permission_what')}
            action={<Button onClick={() => navigate(links.destinations)}>{t('to_destinations')}</Button>}
          />
        </ContentLayout>
      </Frame>
    );
  }
  return (
    <Frame {...frame} contentType="wizard">
      <NewDestination
        step={isStep(step) ? step : 'payload'}
        goTo={(to: StepId) => {
          navigate(`${links.newDestination}?step=${to}`);
          scrollTo({ top: 0 });
        }}
        onCreated={(destination) => {
          setCreated(destination);
          navigate(`${links.newDestination}?${new URLSearchParams({ created: destination.id })}`, { replace: true });
          scrollTo({ top: 0 });
        }}
      />
    </Frame>
  );
}
