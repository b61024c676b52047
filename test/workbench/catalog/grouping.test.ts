import { describe, expect, it } from 'vitest';
import { grouped, searched } from '../../../workbench/src/catalog/grouping.ts';
import { catalogOf } from './catalog.ts';

const catalog = catalogOf(
  'orders/order.paid',
  'billing/refund.made',
  'billing/invoice.paid',
  'billing/closed',
  'billing/invoice.due',
);

describe('grouping', () => {
  it('arranges types by group and prefix, sorted by name', () => {
    const shape = grouped(catalog).map(({ name, prefixes }) => [
      name,
      prefixes.map(({ prefix, types }) => [prefix, types.map(({ type }) => type)]),
    ]);
    expect(shape).toEqual([
      [
        'billing',
        [
          [undefined, ['closed']],
          ['invoice', ['invoice.due', 'invoice.paid']],
          ['refund', ['refund.made']],
        ],
      ],
      ['orders', [['order', ['order.paid']]]],
    ]);
  });

  it('of no types is empty', () => {
    expect(grouped([])).toEqual([]);
  });
});

describe('the search', () => {
  const found = (text: string) => searched(catalog, text).map(({ type }) => type);

  it('requires every word, in the name, the group or the description', () => {
    expect(found('PAID')).toEqual(['order.paid', 'invoice.paid']);
    expect(found('paid billing')).toEqual(['invoice.paid']);
    expect(found('something about refund')).toEqual(['refund.made']);
    expect(found('paid nothing')).toEqual([]);
  });

  it('returns the same list object for an empty text, so that nothing is rendered again', () => {
    expect(searched(catalog, '  ')).toBe(catalog);
  });
});
