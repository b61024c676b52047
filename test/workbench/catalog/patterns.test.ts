import { describe, expect, it } from 'vitest';
import { MAX_ENABLED_EVENTS } from '../../../lambdas/contract/destination/event-destination.ts';
import { eventTypePattern, MAX_TYPE_LENGTH } from '../../../lambdas/contract/fields.ts';
import { matchesType } from '../../../lambdas/core/destination/matching.ts';
import {
  faultOf,
  MAX_PATTERN_LENGTH,
  MAX_PATTERNS,
  prefixOf,
  takes,
  typedPatterns,
} from '../../../workbench/src/catalog/patterns.ts';
import { catalogOf } from './catalog.ts';

const catalog = catalogOf('billing/invoice.paid', 'billing/ledger.posted!');
const snapshot = { thin: false, catalog };
const thin = { thin: true, catalog };

describe('patterns', () => {
  it('take what the API’s own rule takes', () => {
    const types = ['invoice', 'invoice.paid', 'invoice.line.added', 'invoices.paid', 'order.paid'];
    for (const pattern of ['*', 'invoice.*', 'invoice.line.*', 'invoice.paid', 'invoice', 'inv.*']) {
      for (const type of types) expect(takes(pattern, type), `${pattern} ${type}`).toBe(matchesType([pattern], type));
    }
  });

  it('are refused when the contract refuses them, and not otherwise', () => {
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
      expect(faultOf(pattern, snapshot) === undefined, pattern).toBe(eventTypePattern.safeParse(pattern).success);
    }
    expect([MAX_PATTERN_LENGTH, MAX_PATTERNS]).toEqual([MAX_TYPE_LENGTH, MAX_ENABLED_EVENTS]);
  });

  it('of a thin destination name neither everything nor a type without a thin form', () => {
    expect(faultOf('*', thin)).toBe('all_thin');
    expect(faultOf('ledger.posted', thin)).toBe('no_thin');
    expect(faultOf('ledger.*', thin)).toBeUndefined();
    expect(faultOf('not.known', thin)).toBeUndefined();
    expect(faultOf('ledger.posted', snapshot)).toBeUndefined();
  });

  it('may be typed several at once', () => {
    expect(typedPatterns(' a.b, c.* \n a.b;d ')).toEqual(['a.b', 'c.*', 'd']);
    expect(typedPatterns(' , ')).toEqual([]);
  });

  it('begin with a prefix where there is a dot', () => {
    expect(prefixOf('invoice.line.added')).toBe('invoice');
    expect(prefixOf('ping')).toBeUndefined();
  });
});
