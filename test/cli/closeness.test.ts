import { expect, test } from 'vitest';
import { nearest } from '../../cli/closeness.ts';

const NAMES = ['invoice.paid', 'invoice.voided', 'customer.created', 'order.paid'];

test('a word with a slip finds what was meant', () => {
  expect(nearest('invoice.piad', NAMES)).toEqual(['invoice.paid']);
  expect(nearest('Invoice.Paid', NAMES)[0]).toBe('invoice.paid');
});

test('a word that is like nothing finds nothing', () => {
  expect(nearest('subscription.updated', NAMES)).toEqual([]);
});
