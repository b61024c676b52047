import { expect, test } from 'vitest';
import type { EventType } from '../../../workbench/src/api/types.ts';
import { choiceOf, frameworkFor, searchOf, typesFor } from '../../../workbench/src/builder/choice.ts';

const catalog = ['invoice.paid', 'invoice.created', 'invoices.other', 'order.paid'].map(
  (type) => ({ type }) as EventType,
);

test('a choice comes back from the address it was put into', () => {
  const choice = { framework: 'go', payload: 'thin', eventTypes: ['invoice.paid', 'a.b'] } as const;
  expect(choiceOf(new URLSearchParams(searchOf(choice)))).toEqual(choice);
});

test('an address that says nothing, or a framework there is none of, is the first framework', () => {
  const first = { framework: 'node-express', payload: 'snapshot', eventTypes: [] };
  expect(choiceOf(new URLSearchParams())).toEqual(first);
  expect(choiceOf(new URLSearchParams('framework=cobol&payload=x&types=,,'))).toEqual(first);
});

test('a destination has cases for the types it names and those of its groups, and none when it takes everything', () => {
  expect(typesFor({ enabled_events: ['order.paid', 'invoice.*', 'gone.type'] }, catalog)).toEqual([
    'gone.type',
    'invoice.created',
    'invoice.paid',
    'order.paid',
  ]);
  expect(typesFor({ enabled_events: ['*'] }, catalog)).toEqual([]);
});

test('a destination has a framework for its type: the chosen one if it suits', () => {
  expect(frameworkFor('amazon_eventbridge', 'go')).toBe('lambda-eventbridge');
  expect(frameworkFor('webhook_endpoint', 'go')).toBe('go');
  expect(frameworkFor('webhook_endpoint', 'lambda-eventbridge')).toBe('node-express');
});
