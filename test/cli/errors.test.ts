import { expect, test } from 'vitest';
import { ApiError } from '../../api-client/api-error.ts';
import { FailedCallError } from '../../cli/errors.ts';

test.each([
  [400, 1, undefined],
  [401, 3, 'waybill login'],
  [403, 3, 'waybill whoami'],
  [404, 4, '--live'],
  [429, 5, 'Try again'],
  [500, 5, 'Try again'],
])('a call that fails with status %i exits with %i and says what to do', (status, exitCode, next) => {
  const error = new FailedCallError(new ApiError('No.', { status, code: 'c' }));
  expect(error).toMatchObject({ message: 'No.', exitCode });
  if (next) expect(error.next).toContain(next);
  else expect(error.next).toBeUndefined();
});

test('a call without a response says how to check the address', () => {
  const error = new FailedCallError(new ApiError('No.', { status: 0, code: 'no_answer' }));
  expect(error.exitCode).toBe(5);
  expect(error.next).toContain('--api-base');
});
