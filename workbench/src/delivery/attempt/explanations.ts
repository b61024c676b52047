/** Maps failures to the keys of `explanationMessages`. */
import type { Attempt, Delivery } from '../../api/types.ts';
import type { ExplanationKey } from './explanation-messages.ts';

export interface Explanation {
  readonly key: ExplanationKey;
  readonly values: Readonly<Record<string, string>>;
}

/** By error code. `http_status` and `eventbridge` have the more specific tables below. */
const BY_CODE: Readonly<Record<string, ExplanationKey>> = {
  redirect: 'redirect',
  timeout: 'timeout',
  dns: 'dns',
  refused: 'refused',
  reset: 'reset',
  unreachable: 'unreachable',
  tls: 'tls',
  blocked_address: 'blocked_address',
  invalid_response: 'invalid_response',
  internal: 'internal',
};

/** Statuses with an explanation of their own. Others use the one of their class. */
const BY_STATUS: Readonly<Record<number, ExplanationKey>> = {
  400: 'http_400',
  401: 'http_401',
  403: 'http_403',
  404: 'http_404',
  405: 'http_405',
  408: 'http_408',
  410: 'http_410',
  413: 'http_413',
  415: 'http_415',
  422: 'http_422',
  429: 'http_429',
  500: 'http_500',
  502: 'http_502',
  503: 'http_503',
  504: 'http_504',
};

/** Waybill respects `Retry-After` for these statuses. */
const BY_STATUS_WITH_RETRY_AFTER: Readonly<Record<number, ExplanationKey>> = {
  429: 'http_429_wait',
  503: 'http_503_wait',
};

/** AWS error codes, which are at the start of the message: `AccessDeniedException: …`. */
const BY_AWS_CODE: readonly (readonly [RegExp, ExplanationKey])[] = [
  [/^(AccessDenied|NotAuthorized|UnauthorizedOperation)/, 'eventbridge_denied'],
  [/^(ResourceNotFound|EventSourceNotFound)/, 'eventbridge_gone'],
  [/^(Throttling|TooManyRequests|RequestLimitExceeded|LimitExceeded)/, 'eventbridge_throttled'],
  [/^(ExpiredToken|RequestTimeTooSkewed|InvalidClientTokenId|UnrecognizedClient)/, 'eventbridge_credentials'],
  [/^(Internal|ServiceUnavailable|RequestTimeout)/, 'eventbridge_fault'],
  [/^(Validation|InvalidArgument|Malformed)/, 'eventbridge_invalid'],
  [/^The event is \d+ bytes as an EventBridge entry/, 'eventbridge_too_large'],
];

/** Returns undefined when only the message of the API describes the error. */
export function explanationOf(
  attempt: Pick<Attempt, 'succeeded' | 'http_status' | 'error' | 'response_headers'>,
): Explanation | undefined {
  const { error, http_status: status } = attempt;
  if (!error) return undefined;
  const values = { status: String(status ?? ''), location: attempt.response_headers.location ?? '' };
  if (error.code === 'eventbridge') {
    const [, key] = BY_AWS_CODE.find(([begins]) => begins.test(error.message)) ?? [];
    return { key: key ?? 'eventbridge', values };
  }
  if (error.code === 'http_status' && status !== null) {
    const wait = attempt.response_headers['retry-after'];
    const waits = BY_STATUS_WITH_RETRY_AFTER[status];
    if (waits && wait !== undefined) return { key: waits, values: { ...values, wait } };
    return { key: BY_STATUS[status] ?? (status >= 500 ? 'http_5xx' : 'http_4xx'), values };
  }
  const key = Object.hasOwn(BY_CODE, error.code) ? BY_CODE[error.code] : undefined;
  return key === undefined ? undefined : { key, values };
}

/** Whether there is an explanation for an error code. */
export const isExplained = (code: string): boolean =>
  code === 'http_status' || code === 'eventbridge' || Object.hasOwn(BY_CODE, code);

const FAILURES: Readonly<Record<string, ExplanationKey>> = {
  attempts_exhausted: 'failed_attempts_exhausted',
  destination_disabled: 'failed_destination_disabled',
  destination_deleted: 'failed_destination_deleted',
  destination_failing: 'failed_destination_failing',
  gone: 'failed_gone',
  refused_by_target: 'failed_refused_by_target',
  event_expired: 'failed_event_expired',
  never_attempted: 'failed_never_attempted',
  render_failed: 'failed_render_failed',
  internal_error: 'failed_internal_error',
};

/** Returns why the delivery failed; undefined when it has not failed, and for an unknown reason. */
export function failureOf({ failure_reason }: Pick<Delivery, 'failure_reason'>): ExplanationKey | undefined {
  return failure_reason !== null && Object.hasOwn(FAILURES, failure_reason) ? FAILURES[failure_reason] : undefined;
}

/** Short forms of the failure reasons, for tables. */
const SHORT: Readonly<Record<string, ExplanationKey>> = {
  attempts_exhausted: 'short_attempts_exhausted',
  destination_disabled: 'short_destination_disabled',
  destination_deleted: 'short_destination_deleted',
  destination_failing: 'short_destination_failing',
  gone: 'short_gone',
  refused_by_target: 'short_refused_by_target',
  event_expired: 'short_event_expired',
  never_attempted: 'short_never_attempted',
  render_failed: 'short_render_failed',
  internal_error: 'short_internal_error',
};

export function shortFailureOf({ failure_reason }: Pick<Delivery, 'failure_reason'>): ExplanationKey | undefined {
  return failure_reason !== null && Object.hasOwn(SHORT, failure_reason) ? SHORT[failure_reason] : undefined;
}

/** Names of errors that occur without an HTTP status. */
const NAMES: Readonly<Record<string, ExplanationKey>> = {
  timeout: 'name_timeout',
  dns: 'name_dns',
  refused: 'name_refused',
  reset: 'name_reset',
  unreachable: 'name_unreachable',
  tls: 'name_tls',
  blocked_address: 'name_blocked_address',
  invalid_response: 'name_invalid_response',
  internal: 'name_internal',
};

export const errorName = (code: string): ExplanationKey | undefined =>
  Object.hasOwn(NAMES, code) ? NAMES[code] : undefined;

/** Extracts the AWS error code from a message such as `AccessDeniedException: …`. */
export const awsCodeOf = (message: string): string | undefined => /^([A-Z][A-Za-z]+)(?::|$)/.exec(message)?.[1];
