import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matchesType, notMatchedReason } from '../../../lambdas/core/destination/matching.ts';
import { aDestination } from '../../doubles/factories.ts';

const word = fc.stringMatching(/^[a-z_]{1,8}$/);
const type = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join('.'));

describe('matchesType', () => {
  test('an exact type matches itself and nothing else', () => {
    fc.assert(fc.property(type, type, (a, b) => matchesType([a], b) === (a === b)));
  });

  test('a star matches every type', () => {
    fc.assert(fc.property(type, (any) => matchesType(['*'], any)));
  });

  test('a group pattern matches exactly the types below the group', () => {
    fc.assert(
      fc.property(type, word, (group, leaf) => {
        expect(matchesType([`${group}.*`], `${group}.${leaf}`)).toBe(true);
        expect(matchesType([`${group}.*`], group)).toBe(false);
        expect(matchesType([`${group}.*`], `${group}${leaf}.x`)).toBe(false);
      }),
    );
  });

  test('an empty selection matches nothing', () => {
    expect(matchesType([], 'invoice.paid')).toBe(false);
  });

  test('one matching pattern among several is enough', () => {
    expect(matchesType(['charge.*', 'invoice.paid'], 'invoice.paid')).toBe(true);
    expect(matchesType(['charge.*', 'invoice.paid'], 'invoice.voided')).toBe(false);
  });
});

describe('notMatchedReason', () => {
  test('an enabled destination of the same account that selected the type gets the event', () => {
    expect(notMatchedReason(aDestination(), 'acct_shop', 'invoice.paid')).toBeUndefined();
  });

  test.each([
    ['disabled', { status: 'disabled' }, 'acct_shop'],
    ['type_not_selected', { enabledEvents: ['order.*'] }, 'acct_shop'],
    ['other_scope', {}, 'acct_other'],
    ['other_scope', { eventsFrom: ['@accounts'] }, 'acct_shop'],
  ] as const)('says %s', (reason, over, account) => {
    expect(notMatchedReason(aDestination(over), account, 'invoice.paid')).toBe(reason);
  });

  test('a destination that takes other accounts gets their events', () => {
    expect(notMatchedReason(aDestination({ eventsFrom: ['@accounts'] }), 'acct_other', 'a.b')).toBeUndefined();
  });
});
