import { describe, expect, it } from 'vitest';
import { MAX_ENABLED_EVENTS } from '../../../lambdas/contract/destination/event-destination.ts';
import { eventTypePattern, MAX_TYPE_LENGTH } from '../../../lambdas/contract/fields.ts';
import { matchesType } from '../../../lambdas/core/destination/matching.ts';
import {
  MAX_PATTERN_LENGTH,
  MAX_PATTERNS,
  matches,
  patternProblemOf,
  prefixOf,
  splitPatterns,
} from '../../../workbench/src/catalog/patterns.ts';
import { catalogOf } from './catalog.ts';

const catalog = catalogOf('billing/invoice.paid', 'billing/ledger.posted!');
const snapshot = { thin: false, catalog };
const thin = { thin: true, catalog };

describe('patterns', () => {
  it('match the same types as in the API', () => {
    const types = ['invoice', 'invoice.paid', 'invoice.line.added', 'invoices.paid', 'order.paid'];
    for (const pattern of ['*', 'invoice.*', 'invoice.line.*', 'invoice.paid', 'invoice', 'inv.*']) {
      for (const type of types) expect(matches(pattern, type), `${pattern} ${type}`).toBe(matchesType([pattern], type));
    }
  });

  it('are rejected exactly when the contract rejects them', () => {
    const tried = [
      '*',
      'a',
      'a.b',
      'a.*',
      'a.b.*',
      'A-1_x.y',
      '',
      '.',
      'a.',
      '.a',
      'a..b',
      '*.a',
      'a*',
      'a.*.b',
      'a b',
      'ä',
    ];
    for (const pattern of [...tried, 'x'.repeat(128), 'x'.repeat(129)]) {
      expect(patternProblemOf(pattern, snapshot) === undefined, pattern).toBe(
        eventTypePattern.safeParse(pattern).success,
      );
    }
    expect([MAX_PATTERN_LENGTH, MAX_PATTERNS]).toEqual([MAX_TYPE_LENGTH, MAX_ENABLED_EVENTS]);
  });

  it('of a thin destination are neither * nor a type without a thin form', () => {
    expect(patternProblemOf('*', thin)).toBe('all_thin');
    expect(patternProblemOf('ledger.posted', thin)).toBe('no_thin');
    expect(patternProblemOf('ledger.*', thin)).toBeUndefined();
    expect(patternProblemOf('not.known', thin)).toBeUndefined();
    expect(patternProblemOf('ledger.posted', snapshot)).toBeUndefined();
  });

  it('can be entered several at once', () => {
    expect(splitPatterns(' a.b, c.* \n a.b;d ')).toEqual(['a.b', 'c.*', 'd']);
    expect(splitPatterns(' , ')).toEqual([]);
  });

  it('have a prefix when they contain a dot', () => {
    expect(prefixOf('invoice.line.added')).toBe('invoice');
    expect(prefixOf('ping')).toBeUndefined();
  });
});
