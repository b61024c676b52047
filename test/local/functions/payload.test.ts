import { expect, test } from 'vitest';
import { checkPayload } from '../../../local/functions/payload.ts';

/** Returns a payload whose JSON has this number of bytes. */
const ofBytes = (bytes: number) => 'x'.repeat(bytes - 2);

// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
test.each([
  ['event', 6_291_456],
  ['asynchronous event', 1_048_576],
  ['result', 6_291_556],
] as const)('the %s of an invocation has up to %i bytes', (what, limit) => {
  expect(() => checkPayload(what, ofBytes(limit))).not.toThrow();
  expect(() => checkPayload(what, ofBytes(limit + 1))).toThrow(`The ${what} of an invocation has ${limit + 1} bytes`);
});

test('bytes count, not characters, and no result is no payload', () => {
  expect(() => checkPayload('asynchronous event', 'é'.repeat(600_000))).toThrow('1200002 bytes');
  expect(() => checkPayload('result', undefined)).not.toThrow();
});
