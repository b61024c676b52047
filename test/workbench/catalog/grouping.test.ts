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

describe('grouped', () => {
  it('puts types under headings and prefixes, each by name', () => {
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

  it('of nothing is nothing', () => {
    expect(grouped([])).toEqual([]);
  });
});

describe('searched', () => {
  const found = (text: string) => searched(catalog, text).map(({ type }) => type);

  it('needs every word, in any of name, heading and description', () => {
    expect(found('PAID')).toEqual(['order.paid', 'invoice.paid']);
    expect(found('paid billing')).toEqual(['invoice.paid']);
    expect(found('something about refund')).toEqual(['refund.made']);
    expect(found('paid nothing')).toEqual([]);
  });

  it('gives the very same list for no words, so that nothing is drawn anew', () => {
    expect(searched(catalog, '  ')).toBe(catalog);
  });
});
