import Button from '@cloudscape-design/components/button';
import { useLocation } from 'wouter';
import { useSession } from '../../account/session.tsx';
import { useMessages } from '../../i18n/i18n.tsx';
import { endPage } from '../../shared/hooks/use-leave-guard.ts';
import { PageLink } from '../../shared/link.tsx';
import { links } from '../../shell/links.ts';
import { deliveryMessages } from './messages.ts';
import type { DeliveryOf } from './use-delivery.ts';

/** Leads to the event; to one of another account by seeing that account, which is where it can be read. */
export function EventLink({ eventId, account: owner }: Pick<DeliveryOf, 'eventId' | 'account'>) {
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
    <Button variant="inline-link" onClick={() => endPage(open)}>
      {t('open_event_as', { account: owner })}
    </Button>
  );
}
