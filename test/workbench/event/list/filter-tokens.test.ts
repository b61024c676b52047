import { describe, expect, it } from 'vitest';
import { eventIdIn, fromTokens, toTokens } from '../../../../workbench/src/event/list/filter-tokens.ts';
import type { ListState } from '../../../../workbench/src/event/list/list-state.ts';
import { typeOptions } from '../../../../workbench/src/event/list/type-options.ts';

const free = (value: string) => ({ operator: '=', value });

describe('the tokens of the filter', () => {
  it('are converted back to the same filter', () => {
    const states: ListState[] = [
      { types: [] },
      { types: ['invoice.*', 'a.b'], since: '-1h', until: '2026-11-02T00:00:00Z', delivered: false, object: 'in_1' },
    ];
    for (const state of states) expect(fromTokens(toTokens(state))).toEqual(state);
  });

  it('use the last of several values for properties with one value', () => {
    const entered = [
      ...toTokens({ types: ['a.b'], since: '-1h', object: 'x' }),
      ...toTokens({ types: ['a.b', 'c'], since: '-7d', object: 'y' }),
    ];
    expect(fromTokens(entered)).toEqual({ types: ['a.b', 'c'], since: '-7d', object: 'y' });
  });

  it('can be entered without a property: a type contains a dot or star, any other text is an id', () => {
    expect(fromTokens([free('invoice.*'), free(' in_1 ')])).toEqual({ types: ['invoice.*'], object: 'in_1' });
  });

  it('open an event when its id is entered', () => {
    expect(eventIdIn([free(' evt_123 ')])).toBe('evt_123');
    expect(eventIdIn([{ propertyKey: 'object', operator: '=', value: 'evt_123' }])).toBeUndefined();
    expect(eventIdIn([free('evt_'), free('in_1')])).toBeUndefined();
  });

  it('are dropped when they are invalid', () => {
    const tokens = [
      { propertyKey: 'created', operator: '>=', value: 'yesterday' },
      { propertyKey: 'delivered', operator: '=', value: 'maybe' },
      { propertyKey: 'created', operator: '>=', value: null },
      free('  '),
    ];
    expect(fromTokens(tokens)).toEqual({ types: [] });
  });
});

describe('the suggested types', () => {
  it('start with the prefixes of several types', () => {
    expect(
      typeOptions(['invoice.payment.paid', 'invoice.payment.failed', 'invoice.sent', 'ping', 'user.made']),
    ).toEqual([
      'invoice.*',
      'invoice.payment.*',
      'invoice.payment.failed',
      'invoice.payment.paid',
      'invoice.sent',
      'ping',
      'user.made',
    ]);
  });
});
