import { describe, expect, it } from 'vitest';
import {
  everyGroup,
  isUncatalogued,
  shareOf,
  takenCount,
  underPrefix,
  withGroup,
  withoutTypes,
  withPrefix,
  withTypes,
} from '../../../workbench/src/catalog/selection.ts';
import { catalogOf } from './catalog.ts';

const catalog = catalogOf(
  'billing/invoice.paid',
  'billing/invoice.due',
  'billing/invoice.line.added',
  'billing/closed',
  'audit/ledger.posted!',
  'audit/ledger.checked',
  'orders/order.paid',
  'audit/order.audited',
);
const under = (prefix: string) => underPrefix(catalog, prefix);
const named = (...types: string[]) => catalog.filter(({ type }) => types.includes(type));
const snapshot = { catalog, thin: false };
const thin = { catalog, thin: true };

describe('choosing a prefix', () => {
  it('takes the types to come by its pattern, in place of what was chosen under it', () => {
    const before = ['order.paid', 'invoice.paid', 'invoice.line.*'];
    expect(withPrefix(before, 'invoice', { ...snapshot, toCome: true })).toEqual(['order.paid', 'invoice.*']);
  });

  it('or is the list of the types there are', () => {
    expect(withPrefix(['invoice.*'], 'invoice', { ...snapshot, toCome: false })).toEqual([
      'invoice.paid',
      'invoice.due',
      'invoice.line.added',
    ]);
  });

  it('keeps what was typed and is not in the catalog', () => {
    const kept = ['invoice.custom', 'other.*'];
    expect(withPrefix(kept, 'invoice', { ...snapshot, toCome: true })).toEqual([...kept, 'invoice.*']);
  });

  it('names no type without a thin form for thin events', () => {
    expect(withPrefix([], 'ledger', { ...thin, toCome: false })).toEqual(['ledger.checked']);
    expect(shareOf(['ledger.checked'], under('ledger'), true)).toBe('all');
    expect(shareOf(['ledger.checked'], under('ledger'), false)).toBe('some');
  });
});

describe('choosing a heading', () => {
  it('takes its prefixes whole, and words of one word by name', () => {
    const billing = catalog.filter(({ group }) => group === 'billing');
    expect(withGroup([], billing, { ...snapshot, toCome: true })).toEqual(['invoice.*', 'closed']);
    expect(shareOf(['invoice.*', 'closed'], billing, false)).toBe('all');
  });

  it('takes a prefix that stands under another heading, too, type by type', () => {
    const audit = catalog.filter(({ group }) => group === 'audit');
    expect(withGroup([], audit, { ...snapshot, toCome: true })).toEqual(['ledger.*', 'order.audited']);
  });

  it('of which a search shows a part takes that part', () => {
    expect(withGroup([], named('invoice.paid', 'invoice.due'), { ...snapshot, toCome: true })).toEqual([
      'invoice.paid',
      'invoice.due',
    ]);
  });
});

describe('taking away', () => {
  it('makes a pattern into the list of what else it takes', () => {
    expect(withoutTypes(['order.paid', 'invoice.*'], named('invoice.due'), snapshot)).toEqual([
      'order.paid',
      'invoice.paid',
      'invoice.line.added',
    ]);
  });

  it('makes a pattern that was typed into the list of what else it takes', () => {
    expect(withoutTypes(['invoice.line.*', 'invoice.paid'], named('invoice.line.added'), snapshot)).toEqual([
      'invoice.paid',
    ]);
  });

  it('of a whole prefix leaves what is not in the catalog', () => {
    expect(withoutTypes(['invoice.*', 'invoice.custom', 'x.*'], under('invoice'), snapshot)).toEqual([
      'invoice.custom',
      'x.*',
    ]);
  });

  it('lists no type without a thin form for thin events', () => {
    expect(withoutTypes(['ledger.*'], named('ledger.checked'), thin)).toEqual([]);
  });
});

describe('choosing types', () => {
  it('adds nothing that a pattern takes already', () => {
    expect(withTypes(['invoice.*'], named('invoice.paid', 'closed'), false)).toEqual(['invoice.*', 'closed']);
  });

  it('after taking away all of a prefix and choosing all of it again is where it was', () => {
    const chosen = withGroup(['order.paid'], under('invoice'), { ...snapshot, toCome: true });
    const without = withoutTypes(chosen, under('invoice'), snapshot);
    expect(without).toEqual(['order.paid']);
    expect(withGroup(without, under('invoice'), { ...snapshot, toCome: true })).toEqual(chosen);
  });
});

describe('what is chosen', () => {
  it('for thin events without * is every prefix that has thin events', () => {
    expect(everyGroup(catalogOf('a/one.x', 'a/one.y', 'a/two.x!', 'a/three', 'a/four!'))).toEqual(['one.*', 'three']);
  });

  it('is counted by the types of the catalog', () => {
    expect(takenCount(['invoice.*', 'invoice.paid', 'unknown.*'], catalog)).toBe(3);
    expect(isUncatalogued('unknown.*', catalog)).toBe(true);
    expect(isUncatalogued('invoice.line.*', catalog)).toBe(false);
  });
});
