import SplitPanel from '@cloudscape-design/components/split-panel';
import { useMessages } from '../../i18n/i18n.tsx';
import { DeliveryDetails } from '../details/delivery-details.tsx';
import type { Opened } from '../filter/list-view.ts';
import { deliveriesMessages } from './messages.ts';

/** Shows the delivery that is open beside the list. */
export function DeliveryPanel({ destinationId, opened }: { destinationId: string; opened: Opened }) {
  const t = useMessages(deliveriesMessages);
  return (
    <SplitPanel header={t('panel')} headerDescription={opened.event} closeBehavior="hide">
      <DeliveryDetails
        destinationId={destinationId}
        eventId={opened.event}
        {...(opened.account === undefined ? {} : { account: opened.account })}
      />
    </SplitPanel>
  );
}
