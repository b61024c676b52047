import { expect, test } from 'vitest';
import { suggestions } from '../../cli/suggestions.ts';

const NAMES = ['invoice.paid', 'invoice.voided', 'customer.created', 'order.paid'];

test('suggests the name that a mistyped word is most similar to', () => {
  expect(suggestions('invoice.piad', NAMES)).toEqual(['invoice.paid']);
  expect(suggestions('Invoice.Paid', NAMES)[0]).toBe('invoice.paid');
});

test('suggests nothing for a word that is not similar to any name', () => {
  expect(suggestions('subscription.updated', NAMES)).toEqual([]);
});
