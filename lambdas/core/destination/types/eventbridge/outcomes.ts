/** Which results of EventBridge are retried. An entry can be refused in a response with HTTP 200, so the entry decides. */
import type { SendResult } from '../../../delivery/delivery.ts';
import type { OutcomeRow, TypeOutcomes } from '../type-outcomes.ts';
import type { EventBridgeDestination, EventSourceStatus } from './destination.ts';

export const ACCEPTED: OutcomeRow = { response: 'the entry has an event id', outcome: 'delivered' };

/** The same entry may be accepted later. */
const TRANSIENT: OutcomeRow = {
  response: 'HTTP 5xx, or a temporary error',
  codes: [
    'InternalFailure',
    'InternalException',
    'ServiceUnavailable',
    'ServiceUnavailableException',
    'Throttling',
    'ThrottlingException',
    'TooManyRequestsException',
    'RequestLimitExceeded',
    'RequestTimeout',
    'RequestTimeTooSkewed',
    'ExpiredToken',
    'ExpiredTokenException',
  ],
  errorCode: 'eventbridge',
  outcome: 'retry',
};

export const TIMEOUT: OutcomeRow = {
  response: 'no response within the timeout',
  errorCode: 'timeout',
  outcome: 'retry',
};

/** Without an error code: the code describes the network error, as for a webhook endpoint. */
export const NETWORK_ERROR: OutcomeRow = { response: 'a network error', outcome: 'retry' };

const GONE: OutcomeRow = {
  response: 'there is nothing to put events on',
  codes: ['ResourceNotFoundException', 'ResourceNotFound', 'EventSourceNotFound'],
  errorCode: 'eventbridge',
  outcome: 'failed',
  failureReason: 'gone',
  disables: 'no_aws_event_source_exists',
};

/** Sending the same entry again cannot succeed. */
export const REFUSED: OutcomeRow = {
  response: 'any other error code, such as `AccessDeniedException`, or an entry of 1 MB or more',
  errorCode: 'eventbridge',
  outcome: 'failed',
  failureReason: 'refused_by_target',
};

export const EVENTBRIDGE_OUTCOMES: readonly OutcomeRow[] = [ACCEPTED, TRANSIENT, TIMEOUT, NETWORK_ERROR, GONE, REFUSED];

export const eventBridgeOutcomes: TypeOutcomes<EventBridgeDestination> = {
  outcomes: EVENTBRIDGE_OUTCOMES,
  sameTarget: ({ amazonEventbridge: a }, { amazonEventbridge: b }) =>
    a.eventBusArn === b.eventBusArn && a.roleArn === b.roleArn,
  afterResult(before, result) {
    const { amazonEventbridge: target } = before;
    const status = sourceStatusAfter(result) ?? target.status;
    return status === target.status ? before : { ...before, amazonEventbridge: { ...target, status } };
  },
};

export const outcomeOfCode = (code: string, httpStatus: number): OutcomeRow =>
  EVENTBRIDGE_OUTCOMES.find(({ codes }) => codes?.includes(code)) ?? (httpStatus >= 500 ? TRANSIENT : REFUSED);

/** Returns the status of the event source after an attempt; undefined when the result does not show it. */
export function sourceStatusAfter(
  result: Pick<SendResult, 'ok' | 'retryable' | 'destinationGone'>,
): EventSourceStatus | undefined {
  if (result.ok) return 'active';
  if (result.destinationGone) return 'deleted';
  return result.retryable ? undefined : 'unknown';
}
