/** What is at the other end: outcomes of attempts, and senders that reach them. */
import type { SendResult } from '../../../lambdas/core/delivery/delivery.ts';
import type { Destination } from '../../../lambdas/core/destination/destination.ts';
import { aFailure, aResult } from '../../doubles/factories.ts';
import type { Random } from './random.ts';

/**
 * `slow` succeeds after seconds, `hang` runs into the timeout, `later` asks to wait an hour, `flaky` fails
 * every other time. `gone` is 410, or a bus that is not there; `refused` an EventBridge entry refused for good.
 */
export const OUTCOMES = ['ok', 'slow', 'fail', 'hang', 'flaky', 'later', 'gone', 'refused'] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface Answer {
  readonly result: SendResult;
  readonly durationMs: number;
}

/** Longest attempts of each lane, milliseconds. */
export const TIMEOUT_MS = 10_000;
export const FAST_LANE_TIMEOUT_MS = 3_000;

export function answerOf(outcome: Outcome, { type }: Destination, token: string, random: Random): Answer {
  const isBus = type === 'amazon_eventbridge';
  const quick = 20 + Math.floor(random() * 300);
  const of = (durationMs: number, result: SendResult): Answer => ({
    result: { ...result, durationMs, responseExcerpt: token },
    durationMs,
  });
  switch (outcome) {
    case 'ok':
      return of(quick, aResult());
    case 'slow':
      return of(3_000 + Math.floor(random() * 6_000), aResult());
    case 'flaky':
      return of(quick, random() < 0.5 ? aResult() : aFailure());
    case 'fail':
      return of(quick, aFailure());
    case 'hang':
      return of(
        TIMEOUT_MS + Math.floor(random() * 50),
        aFailure({ error: { code: 'timeout', message: 'No response in 10 s.' } }),
      );
    case 'later':
      return of(quick, aFailure({ httpStatus: 503, retryAfterSeconds: 3600 }));
    case 'gone':
      return of(
        quick,
        aFailure({
          httpStatus: 410,
          destinationGone: isBus ? 'no_aws_event_source_exists' : 'gone',
          retryable: !isBus,
        }),
      );
    case 'refused':
      return of(quick, isBus ? aFailure({ retryable: false }) : aFailure());
  }
}
