import Box from '@cloudscape-design/components/box';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useQuery } from '@tanstack/react-query';
import { Suspense, useState } from 'react';
import { useSession } from '../../../account/session.tsx';
import type { Destination } from '../../../api/types.ts';
import { moduleOf } from '../../../destination-types/by-type.ts';
import { useTypeMessages } from '../../../destination-types/use-type-messages.ts';
import { useMessages } from '../../../i18n/i18n.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { useLeaveGuard } from '../../../shared/hooks/use-leave-guard.ts';
import { LeaveModal } from '../../../shared/leave-modal.tsx';
import { links } from '../../../shell/links.ts';
import { doneMessages } from './messages.ts';
import { NextSteps } from './next-steps.tsx';
import { TestEvent } from './test-event.tsx';

/**
 * The page after creation: instructions, a test event and next steps.
 * @param created the response of create, with the signing secret; undefined after a reload
 */
export function Done({
  id,
  created,
  ping,
  onPing,
}: {
  id: string;
  created: Destination | undefined;
  ping: string | undefined;
  onPing: (event: string) => void;
}) {
  const t = useMessages(doneMessages);
  const { api, scope } = useSession();
  const query = useQuery({ queryKey: [scope, 'destination', id], queryFn: () => api.destination(id) });
  const destination = query.data ?? created;
  const secret = (created && moduleOf(created).signingSecretOf?.(created)) ?? undefined;
  const [stored, setStored] = useState(false);
  const guard = useLeaveGuard(
    secret !== undefined && !stored,
    ({ pathname, searchParams }) => pathname === links.newDestination && searchParams.get('created') === id,
  );
  if (!destination) {
    return (
      <ContentLayout header={<Header variant="h1">{t('title_loading')}</Header>}>
        {query.error ? (
          <ErrorAlert error={query.error} onRetry={query.refetch} />
        ) : (
          <Box textAlign="center" padding="xxl">
            <Spinner size="large" />
          </Box>
        )}
      </ContentLayout>
    );
  }
  const { Setup } = moduleOf(destination);
  return (
    <ContentLayout header={<CreatedHeader destination={destination} secret={secret} />}>
      <SpaceBetween size="l">
        <Suspense>
          <Setup destination={destination} secret={secret} stored={stored} onStored={setStored} />
        </Suspense>
        <TestEvent id={id} ping={ping} onPing={onPing} />
        <NextSteps destination={destination} />
      </SpaceBetween>
      <LeaveModal
        visible={guard.asking}
        title={t('leave')}
        text={t('leave_what')}
        stay={t('leave_stay')}
        leave={t('leave_go')}
        onStay={guard.stay}
        onLeave={guard.leave}
      />
    </ContentLayout>
  );
}

function CreatedHeader({ destination, secret }: { destination: Destination; secret: string | undefined }) {
  const t = useMessages(doneMessages);
  const typeText = useTypeMessages(destination.type);
  const isSecretGone = moduleOf(destination).signingSecretOf !== undefined && secret === undefined;
  return (
    <Header variant="h1" description={isSecretGone ? t('send_test') : typeText('created_what')}>
      {t('title', { name: destination.name })}
    </Header>
  );
}
