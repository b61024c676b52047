import { describe, expect, test } from 'vitest';
import { changedLimits, type DeliveryLimits } from '../../../../lambdas/core/destination/limits/delivery-limits.ts';

const BEFORE: DeliveryLimits = { perSecond: 20, maxInFlight: 5 };

describe('a change of limits', () => {
  test.each([
    ['keeps omitted limits', BEFORE, { perSecond: 50 }, { perSecond: 50, maxInFlight: 5 }],
    ['removes a limit by null', BEFORE, { maxInFlight: null }, { perSecond: 20 }],
    ['removes both by null', BEFORE, { perSecond: null, maxInFlight: null }, undefined],
    ['removes both by null instead of the object', BEFORE, null, undefined],
    ['sets limits of a destination without any', undefined, { perSecond: 1 }, { perSecond: 1 }],
    ['leaves a destination without limits without them', undefined, { perSecond: null }, undefined],
  ])('%s', (_, before, changes, after) => {
    expect(changedLimits(before, changes)).toEqual(after);
  });

  test.each([undefined, {}, { perSecond: 20 }, { perSecond: 20, maxInFlight: 5 }])(
    'keeps the limits when it is %j',
    (changes) => {
      expect(changedLimits(BEFORE, changes)).toEqual(BEFORE);
    },
  );
});
