import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bytesAsString,
  MAX_BODY_BYTES,
  MAX_ENVELOPE_BYTES,
  MAX_GROWTH,
  MAX_INVOCATION_BYTES,
} from '../../../lambdas/contract/publish/payload-limits.ts';

/** Serializes JSON as a writer that escapes everything outside ASCII: the longest spelling that exists. */
const asciiString = (text: string): string =>
  JSON.stringify(text).replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** The largest JSON that fits in a body, made of one repeated text. */
function largestOf(piece: string): string {
  const written = JSON.stringify(piece).slice(1, -1);
  const count = Math.floor((MAX_BODY_BYTES - 2) / Buffer.byteLength(written));
  return `"${written.repeat(count)}"`;
}

describe('the largest body fits in an invocation with all other fields', () => {
  test.each(['"', '\\', 'é', '値', '🔑', '\n', '/', 'x'])('made of %j', (piece) => {
    const body = largestOf(piece);
    expect(Buffer.byteLength(body)).toBeGreaterThan(MAX_BODY_BYTES - 20);
    expect(asciiString(body).length + MAX_ENVELOPE_BYTES).toBeLessThanOrEqual(MAX_INVOCATION_BYTES);
  });

  test('in base64', () => {
    const base64 = Buffer.alloc(MAX_BODY_BYTES).toString('base64');
    expect(base64.length + MAX_ENVELOPE_BYTES).toBeLessThanOrEqual(MAX_INVOCATION_BYTES);
  });
});

test('JSON grows by at most the factor when it is escaped', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const body = JSON.stringify(value);
      expect(asciiString(body).length - 2).toBeLessThanOrEqual(MAX_GROWTH * Buffer.byteLength(body));
      expect(bytesAsString(body)).toBeLessThanOrEqual(asciiString(body).length);
    }),
  );
});
