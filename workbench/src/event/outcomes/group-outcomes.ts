/** Groups the outcomes of an event. */
import type { Outcome } from '../../api/types.ts';

export interface OutcomeGroups {
  /** Sent or to be sent, automatically or by a resend. Failures come first. */
  readonly sent: readonly Outcome[];
  /** Not sent. */
  readonly notSent: readonly Outcome[];
  /** Number of destinations in the other mode. */
  readonly otherMode: number;
}

const URGENCY = { failed: 0, pending: 1, delivered: 2 } as const;

export function groupOutcomes(outcomes: readonly Outcome[]): OutcomeGroups {
  const urgency = ({ delivery }: Outcome) => (delivery ? URGENCY[delivery.status] : URGENCY.pending);
  return {
    sent: outcomes.filter(wasSent).sort((a, b) => urgency(a) - urgency(b)),
    notSent: outcomes.filter((one) => !wasSent(one) && one.reason !== 'other_mode'),
    otherMode: outcomes.filter(({ reason }) => reason === 'other_mode').length,
  };
}

const wasSent = ({ matched, delivery }: Outcome): boolean => matched || delivery !== null;

/** Whether a further attempt is expected. */
export const isPending = (outcomes: readonly Outcome[]): boolean =>
  outcomes.some(({ delivery }) => delivery?.status === 'pending');

/** Counts the attempts at all destinations. A higher count shows that a resend was attempted. */
export const attemptsOf = (outcomes: readonly Outcome[]): number =>
  outcomes.reduce((sum, { delivery }) => sum + (delivery?.attempt_count ?? 0), 0);
