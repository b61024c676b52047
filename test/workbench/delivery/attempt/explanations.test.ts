import { describe, expect, test } from 'vitest';
import type { AttemptErrorCode, FailureReason } from '../../../../lambdas/core/delivery/delivery.ts';
import { explanationMessages } from '../../../../workbench/src/delivery/attempt/explanation-messages.ts';
import {
  awsCodeOf,
  errorName,
  explanationOf,
  failureOf,
  isExplained,
  shortFailureOf,
} from '../../../../workbench/src/delivery/attempt/explanations.ts';

// A new code is a compile error until it is added here.
const CODES = Object.keys({
  http_status: true,
  redirect: true,
  timeout: true,
  dns: true,
  refused: true,
  reset: true,
  unreachable: true,
  tls: true,
  blocked_address: true,
  invalid_response: true,
  eventbridge: true,
  internal: true,
} satisfies Record<AttemptErrorCode, true>);

const REASONS = Object.keys({
  attempts_exhausted: true,
  destination_disabled: true,
  destination_deleted: true,
  destination_failing: true,
  gone: true,
  refused_by_target: true,
  event_expired: true,
  never_attempted: true,
  render_failed: true,
  internal_error: true,
} satisfies Record<FailureReason, true>);

const attempt = (
  code: string,
  message = 'It failed.',
  given: { status?: number; headers?: Record<string, string> } = {},
) => ({
  succeeded: false,
  http_status: given.status ?? null,
  error: { code, message },
  response_headers: given.headers ?? {},
});

const keyOf = (...given: Parameters<typeof attempt>) => explanationOf(attempt(...given))?.key;

describe('a failed attempt', () => {
  test.each(CODES)('with the code %s has an explanation', (code) => {
    expect(isExplained(code)).toBe(true);
    const key = keyOf(code, 'It failed.', code === 'http_status' ? { status: 500 } : {});
    expect(explanationMessages.en[key as keyof typeof explanationMessages.en]).toBeTruthy();
    expect(explanationMessages.ja[key as keyof typeof explanationMessages.ja]).toBeTruthy();
  });

  test.each(CODES.filter((code) => !['http_status', 'redirect', 'eventbridge'].includes(code)))(
    'with the code %s and without a status has a name',
    (code) => expect(errorName(code)).toBe(`name_${code}`),
  );

  test.each([
    [400, 'http_400'],
    [401, 'http_401'],
    [403, 'http_403'],
    [404, 'http_404'],
    [410, 'http_410'],
    [418, 'http_4xx'],
    [429, 'http_429'],
    [500, 'http_500'],
    [503, 'http_503'],
    [599, 'http_5xx'],
  ])('with status %d is explained as %s', (status, key) => {
    expect(keyOf('http_status', '', { status })).toBe(key);
  });

  test('shows the Retry-After of statuses for which it is respected', () => {
    const headers = { 'retry-after': '120' };
    expect(explanationOf(attempt('http_status', '', { status: 429, headers }))).toMatchObject({
      key: 'http_429_wait',
      values: { wait: '120' },
    });
    expect(keyOf('http_status', '', { status: 503, headers })).toBe('http_503_wait');
    expect(keyOf('http_status', '', { status: 500, headers })).toBe('http_500');
  });

  test.each([
    ['AccessDeniedException: no', 'eventbridge_denied'],
    ['AccessDenied: not authorized to assume the role', 'eventbridge_denied'],
    ['NotAuthorizedForSourceException', 'eventbridge_denied'],
    ['ResourceNotFoundException: no bus', 'eventbridge_gone'],
    ['ThrottlingException', 'eventbridge_throttled'],
    ['ExpiredTokenException: expired', 'eventbridge_credentials'],
    ['InternalFailure', 'eventbridge_fault'],
    ['ValidationException: wrong', 'eventbridge_invalid'],
    ['The event is 1100000 bytes as an EventBridge entry; the limit is 1048576 bytes.', 'eventbridge_too_large'],
    ['SomethingNew: what', 'eventbridge'],
  ])('with EventBridge saying %j is explained as %s', (message, key) => {
    expect(keyOf('eventbridge', message)).toBe(key);
  });

  test('with an unknown code has no explanation, so the message of the API is shown', () => {
    expect(explanationOf(attempt('toString'))).toBeUndefined();
    expect(explanationOf(attempt('brand_new'))).toBeUndefined();
    expect(isExplained('brand_new')).toBe(false);
  });
});

test('a successful attempt has no explanation', () => {
  expect(explanationOf({ succeeded: true, http_status: 200, error: null, response_headers: {} })).toBeUndefined();
});

describe('a failed delivery', () => {
  test.each(REASONS)('with the reason %s has a long and a short explanation', (failure_reason) => {
    expect(failureOf({ failure_reason })).toBe(`failed_${failure_reason}`);
    expect(shortFailureOf({ failure_reason })).toBe(`short_${failure_reason}`);
  });

  test('without a known reason has no explanation', () => {
    expect(failureOf({ failure_reason: 'brand_new' })).toBeUndefined();
    expect(failureOf({ failure_reason: null })).toBeUndefined();
  });
});

test('the AWS error code is extracted from the message', () => {
  expect(awsCodeOf('AccessDeniedException: no')).toBe('AccessDeniedException');
  expect(awsCodeOf('InternalFailure')).toBe('InternalFailure');
  expect(awsCodeOf('The event is too large.')).toBeUndefined();
});
