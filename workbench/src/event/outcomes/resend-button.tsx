import Button from '@cloudscape-design/components/button';
import type { Destination, Outcome } from '../../api/types.ts';
import { useResend, useResendRefusal } from '../../delivery/details/use-resend.ts';
import { type Translate, useMessages } from '../../i18n/i18n.tsx';
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
    (outcome.destination_name === null ? t('resend_deleted') : foreign ? t('foreign') : refusedFor(outcome, t));
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

/** Returns why an event that was not sent to the destination cannot be sent to it. */
function refusedFor(
  { matched, reason }: Outcome,
  t: Translate<'reason_own_health' | 'resend_scope'>,
): string | undefined {
  if (matched) return undefined;
  if (reason === 'own_health') return t('reason_own_health');
  return reason === 'other_scope' ? t('resend_scope') : undefined;
}
