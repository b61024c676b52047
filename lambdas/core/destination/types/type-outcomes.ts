/** Classifies the results of attempts: the outcome for the delivery, and the change of the destination. */
import type { AttemptErrorCode, Outcome, SendResult } from '../../delivery/delivery.ts';
import type { DestinationBase, DisabledReason } from '../destination-base.ts';

/** A row of the table of outcomes of a type. docs/architecture.md shows the same tables. */
export interface OutcomeRow {
  /** The response or the failure, in words. */
  readonly response: string;
  /** Error codes in the response. */
  readonly codes?: readonly string[];
  /** The error code of the attempt. */
  readonly errorCode?: AttemptErrorCode;
  readonly outcome: Outcome;
  /** Of a failed delivery. */
  readonly failureReason?: 'gone' | 'refused_by_target';
  /** The reason with which the destination is disabled. */
  readonly disables?: DisabledReason & SendResult['destinationGone'];
  /** More about the outcome, in words. */
  readonly note?: string;
}

/** The classification of a response, part of the result of an attempt. */
export type Classification = Pick<
  SendResult,
  'ok' | 'httpStatus' | 'error' | 'retryable' | 'retryAfterSeconds' | 'destinationGone'
>;

/** Returns the part of a classification that the row of the table decides. */
export const decidedBy = ({
  outcome,
  disables,
}: OutcomeRow): Pick<SendResult, 'ok' | 'retryable' | 'destinationGone'> => ({
  ok: outcome === 'delivered',
  retryable: outcome === 'retry',
  ...(disables ? { destinationGone: disables } : {}),
});

export interface TypeOutcomes<D extends DestinationBase> {
  readonly outcomes: readonly OutcomeRow[];
  /** Returns whether two states of a destination have the same target, so that the result of an attempt is about both. */
  sameTarget(a: D, b: D): boolean;
  /** Returns the settings after an attempt; the same object when the result changes none. */
  afterResult(before: D, result: SendResult): D;
}
