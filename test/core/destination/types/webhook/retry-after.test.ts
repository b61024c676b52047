import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retryAfterSeconds } from '../../../../../lambdas/core/destination/types/webhook/retry-after.ts';
import { T0 } from '../../../../doubles/factories.ts';

describe('Retry-After', () => {
  it('may be in seconds', () => {
    expect(retryAfterSeconds(' 120 ', T0)).toBe(120);
  });

  it('as a date is the time from now until then', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1000, max: 100_000 }), (seconds) => {
        const date = new Date(T0 + seconds * 1000).toUTCString();
        expect(retryAfterSeconds(date, T0)).toBe(Math.max(0, seconds));
      }),
    );
  });

  it.each(['', 'soon', '-5', '1.5', '2026-01-15', 'Notaday'])('that reads %j is not taken for a time', (value) => {
    expect(retryAfterSeconds(value, T0)).toBeUndefined();
  });

  it('may be missing', () => {
    expect(retryAfterSeconds(undefined, T0)).toBeUndefined();
  });
});
