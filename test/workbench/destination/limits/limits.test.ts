import { describe, expect, it } from 'vitest';
import { MAX_DELIVERY_LIMIT } from '../../../../lambdas/contract/destination/delivery-limits.ts';
import {
  limitsChange,
  MAX_LIMIT,
  NO_LIMITS,
  wrongLimits,
} from '../../../../workbench/src/destination/limits/limits.ts';
import { limitsText } from '../../../../workbench/src/destination/limits/limits-text.ts';
import { limitsMessages } from '../../../../workbench/src/destination/limits/messages.ts';
import { textOf } from '../../../../workbench/src/i18n/messages.ts';

const BEFORE = { perSecond: '20', maxInFlight: '5' };

describe('what is sent of limits', () => {
  it('is nothing when none was changed', () => {
    expect(limitsChange(NO_LIMITS, NO_LIMITS)).toBeUndefined();
    expect(limitsChange(BEFORE, { perSecond: ' 20 ', maxInFlight: '5' })).toBeUndefined();
  });

  it('is each changed limit, and null for one that was removed', () => {
    expect(limitsChange(BEFORE, { perSecond: '50', maxInFlight: '5' })).toEqual({ per_second: 50 });
    expect(limitsChange(BEFORE, NO_LIMITS)).toEqual({ per_second: null, max_in_flight: null });
  });
});

describe('a wrong limit', () => {
  it('is a text that is no whole number from 1 to the maximum of the API', () => {
    expect(MAX_LIMIT).toBe(MAX_DELIVERY_LIMIT);
    expect(wrongLimits({ perSecond: '', maxInFlight: '1000' })).toEqual([]);
    for (const text of ['0', '1001', '1.5', 'many', '-1']) {
      expect(wrongLimits({ perSecond: text, maxInFlight: text })).toEqual([
        'delivery_limits.per_second',
        'delivery_limits.max_in_flight',
      ]);
    }
  });
});

describe('the text of limits', () => {
  const inEnglish = (limits: Parameters<typeof limitsText>[0]) =>
    limitsText(limits, (key, values) => textOf(limitsMessages.en[key], 'en', values));

  it('names each limit that there is', () => {
    expect(inEnglish({ per_second: 1000, max_in_flight: 5 })).toBe('1,000 per second, 5 at the same time');
    expect(inEnglish({ per_second: null, max_in_flight: 5 })).toBe('5 at the same time');
    expect(inEnglish(null)).toBe('None');
  });
});
