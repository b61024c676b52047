import Button from '@cloudscape-design/components/button';
import type { Destination, Outcome } from '../../api/types.ts';
import { useResend, useResendRefusal } from '../../delivery/details/use-resend.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { outcomeMessages } from './messages.ts';

/** Sends or resends the event to one destination. */
export function ResendButton({
  outcome,
  eventId,
  account,
  destination,
  foreign,
  name,
  onResent,
  onError,
}: {
  outcome: Outcome;
  eventId: string;
  account: string | undefined;
  destination: Destination | undefined;
  /** Whether the destination belongs to the platform and not to the account that is shown. */
  foreign: boolean;
  name: string;
  onResent: () => void;
  onError: (error: Error | null) => void;
}) {
  const t = useMessages(outcomeMessages);
  const resend = useResend({ destinationId: outcome.destination, eventId, account }, onResent);
  const refusal = useResendRefusal(destination);
  const reason =
    refusal ??
    (outcome.destination_name === null
      ? t('resend_deleted')
      : foreign
        ? t('foreign')
        : !outcome.matched && outcome.reason === 'other_scope'
          ? t('resend_scope')
          : undefined);
  return (
    <Button
      iconName={outcome.delivery ? 'refresh' : 'send'}
      ariaLabel={t('resend_to', { name })}
      loading={resend.isPending}
      disabled={reason !== undefined}
      {...(reason === undefined ? {} : { disabledReason: reason })}
      onClick={() => {
        onError(null);
        resend.mutate(undefined, { onError });
      }}
    >
      {t(outcome.delivery ? 'resend' : 'send')}
    </Button>
  );
}
