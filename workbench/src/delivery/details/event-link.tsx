import Button from '@cloudscape-design/components/button';
import { useLocation } from 'wouter';
import { useSession } from '../../account/session.tsx';
import { useMessages } from '../../i18n/i18n.tsx';
import { confirmLeave } from '../../shared/hooks/use-leave-guard.ts';
import { PageLink } from '../../shared/link.tsx';
import { links } from '../../shell/links.ts';
import { deliveryMessages } from './messages.ts';
import type { DeliveryRef } from './use-delivery.ts';

/** Links to the event. For an event of another account, switches to that account first. */
export function EventLink({ eventId, account: owner }: Pick<DeliveryRef, 'eventId' | 'account'>) {
  const t = useMessages(deliveryMessages);
  const { account, setAccount, credential } = useSession();
  const [, navigate] = useLocation();
  if (owner === undefined || owner === account)
    return <PageLink href={links.event(eventId)}>{t('open_event')}</PageLink>;
  if (!credential.is_platform) return null;
  const open = () => {
    setAccount(owner);
    navigate(links.event(eventId));
  };
  return (
    <Button variant="inline-link" onClick={() => confirmLeave(open)}>
      {t('open_event_as', { account: owner })}
    </Button>
  );
}
