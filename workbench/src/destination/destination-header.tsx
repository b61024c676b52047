import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { useSession } from '../account/session.tsx';
import type { Destination } from '../api/types.ts';
import { useTypeMessages } from '../destination-types/use-type-messages.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { RecoverDialog } from '../recovery/recover-dialog.tsx';
import { Copy } from '../shared/copy.tsx';
import { DestinationStatus } from '../shared/status.tsx';
import { links } from '../shell/links.ts';
import { DestinationActions } from './actions/destination-actions.tsx';
import { destinationMessages } from './messages.ts';

/** Shows the name, status and id of a destination, and its actions. */
export function DestinationHeader({ destination }: { destination: Destination }) {
  const t = useMessages(destinationMessages);
  const typeText = useTypeMessages(destination.type);
  const { can } = useSession();
  const [, navigate] = useLocation();
  const [recovering, setRecovering] = useState(false);
  // A disabled destination can also be recovered: the dialog enables it first.
  const refusal = can('deliveries:retry') ? undefined : t('recover_forbidden');
  return (
    <SpaceBetween size="xxs">
      <Header
        variant="h1"
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button
              onClick={() => setRecovering(true)}
              disabled={refusal !== undefined}
              {...(refusal === undefined ? {} : { disabledReason: refusal })}
            >
              {t('recover')}
            </Button>
            <DestinationActions destination={destination} onDeleted={() => navigate(links.destinations)} />
          </SpaceBetween>
        }
      >
        {destination.name}
      </Header>
      <SpaceBetween direction="horizontal" size="m" alignItems="center">
        <DestinationStatus status={destination.status} />
        <Box>{typeText('name')}</Box>
        <Box>
          <Copy text={destination.id} />
        </Box>
      </SpaceBetween>
      {recovering && <RecoverDialog destination={destination} onClose={() => setRecovering(false)} />}
    </SpaceBetween>
  );
}
