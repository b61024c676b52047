import Box from '@cloudscape-design/components/box';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSession } from '../../../account/session.tsx';
import type { Destination } from '../../../api/types.ts';
import { BusAccess } from '../../../destination-types/eventbridge/bus-access.tsx';
import { SigningSecret } from '../../../destination-types/webhook/signing-secret.tsx';
import { useMessages } from '../../../i18n/i18n.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { useLeaveGuard } from '../../../shared/hooks/use-leave-guard.ts';
import { LeaveModal } from '../../../shared/leave-modal.tsx';
import { links } from '../../../shell/links.ts';
import { doneMessages } from './messages.ts';
import { NextSteps } from './next-steps.tsx';
import { TestEvent } from './test-event.tsx';

/**
 * What was created, and how to see that it works.
 * @param created as create answered it, with its secret; undefined after a reload
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
  const asked = useQuery({ queryKey: [scope, 'destination', id], queryFn: () => api.destination(id) });
  const destination = asked.data ?? created;
  const secret = created?.webhook_endpoint?.signing_secret ?? undefined;
  const [stored, setStored] = useState(false);
  const guard = useLeaveGuard(
    secret !== undefined && !stored,
    ({ pathname, searchParams }) => pathname === links.newDestination && searchParams.get('created') === id,
  );
  if (!destination) {
    return (
      <ContentLayout header={<Header variant="h1">{t('title_loading')}</Header>}>
        {asked.error ? (
          <ErrorAlert error={asked.error} onRetry={asked.refetch} />
        ) : (
          <Box textAlign="center" padding="xxl">
            <Spinner size="large" />
          </Box>
        )}
      </ContentLayout>
    );
  }
  const isWebhook = destination.type === 'webhook_endpoint';
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description={t(isWebhook ? (secret === undefined ? 'what_again' : 'what_webhook') : 'what_eventbridge')}
        >
          {t('title', { name: destination.name })}
        </Header>
      }
    >
      <SpaceBetween size="l">
        {isWebhook && <SigningSecret id={id} secret={secret} stored={stored} onStored={setStored} />}
        {destination.amazon_eventbridge && <BusAccess id={id} bus={destination.amazon_eventbridge} />}
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
