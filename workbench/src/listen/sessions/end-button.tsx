import Button from '@cloudscape-design/components/button';
import { useSession } from '../../account/session.tsx';
import type { ListenSession } from '../../api/types.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { sessionMessages } from './messages.ts';
import { useSessionName } from './session-cells.tsx';

export function EndButton({ session, onClick }: { session: ListenSession; onClick: () => void }) {
  const t = useMessages(sessionMessages);
  const { credential } = useSession();
  const name = useSessionName()(session);
  return (
    <Button
      variant="inline-link"
      ariaLabel={t('end_of', { name })}
      disabled={credential.read_only}
      disabledReason={t('read_only')}
      onClick={onClick}
    >
      {t('end')}
    </Button>
  );
}
