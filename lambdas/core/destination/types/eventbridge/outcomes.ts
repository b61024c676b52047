/** Which results of EventBridge are retried. An entry can be refused in a response with HTTP 200, so the entry decides. */
import type { SendResult } from '../../../delivery/delivery.ts';
import type { OutcomeRow, TypeOutcomes } from '../type-outcomes.ts';
import type { EventBridgeDestination, EventSourceStatus } from './destination.ts';

export interface EventBridgeOutcome extends OutcomeRow {
  /** Codes of an entry, or of a call that failed as a whole. */
  readonly errors?: readonly string[];
}

export const ACCEPTED: EventBridgeOutcome = { response: 'the entry has an event id', outcome: 'delivered' };

/** The entry may be accepted later. A code that no row names is one of these with HTTP 5xx. */
const TRANSIENT: EventBridgeOutcome = {
  response: 'a temporary error, or HTTP 5xx with another code',
  errors: [
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

export const TIMEOUT: EventBridgeOutcome = {
  response: 'no response within the timeout',
  errorCode: 'timeout',
  outcome: 'retry',
};

/** Has no error code here: the network error has one, as for a webhook endpoint. */
export const NETWORK_ERROR: EventBridgeOutcome = { response: 'a network error', outcome: 'retry' };

const GONE: EventBridgeOutcome = {
  response: 'the bus or the event source does not exist',
  errors: ['ResourceNotFoundException', 'ResourceNotFound', 'EventSourceNotFound'],
  errorCode: 'eventbridge',
  outcome: 'failed',
  failureReason: 'gone',
  disables: 'no_aws_event_source_exists',
};

/** Sending the same entry again cannot succeed. */
export const REFUSED: EventBridgeOutcome = {
  response: 'any other error code, such as `AccessDeniedException`, or an entry of 1 MB or more',
  errorCode: 'eventbridge',
  outcome: 'failed',
  failureReason: 'refused_by_target',
};

export const EVENTBRIDGE_OUTCOMES: readonly EventBridgeOutcome[] = [
  ACCEPTED,
  TRANSIENT,
  TIMEOUT,
  NETWORK_ERROR,
  GONE,
  REFUSED,
];

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

export const outcomeOfCode = (code: string, httpStatus: number): EventBridgeOutcome =>
  EVENTBRIDGE_OUTCOMES.find(({ errors }) => errors?.includes(code)) ?? (httpStatus >= 500 ? TRANSIENT : REFUSED);

/** Undefined where the result shows nothing about the event source. */
export function sourceStatusAfter(
  result: Pick<SendResult, 'ok' | 'retryable' | 'destinationGone'>,
): EventSourceStatus | undefined {
  if (result.ok) return 'active';
  if (result.destinationGone) return 'deleted';
  return result.retryable ? undefined : 'unknown';
}
