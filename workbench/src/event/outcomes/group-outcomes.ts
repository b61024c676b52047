/** What became of an event, in the order in which somebody asks. */
import type { Outcome } from '../../api/types.ts';

export interface OutcomeGroups {
  /** It was sent there, or is going to be: at the time, or later by hand. What is wrong comes first. */
  readonly sent: readonly Outcome[];
  /** It did not go there. */
  readonly notSent: readonly Outcome[];
  /** Destinations of the other mode, which it could never go to. */
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

/** Whether something is going to happen to it by itself. */
export const isUnderWay = (outcomes: readonly Outcome[]): boolean =>
  outcomes.some(({ delivery }) => delivery?.status === 'pending');

/** What every attempt so far, at any destination, is counted in: more of them mean that a resend was made. */
export const attemptsOf = (outcomes: readonly Outcome[]): number =>
  outcomes.reduce((sum, { delivery }) => sum + (delivery?.attempt_count ?? 0), 0);
