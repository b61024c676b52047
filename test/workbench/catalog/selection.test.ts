import { describe, expect, it } from 'vitest';
import { HEALTH_EVENTS } from '../../../workbench/src/catalog/patterns.ts';
import {
  everyGroup,
  hasHealthEvents,
  isUncatalogued,
  matchCount,
  selectedShareOf,
  underPrefix,
  withGroup,
  withHealthEvents,
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

describe('selecting a prefix', () => {
  it('selects its pattern, which includes future types, and replaces the types under it', () => {
    const before = ['order.paid', 'invoice.paid', 'invoice.line.*'];
    expect(withPrefix(before, 'invoice', { ...snapshot, includeFuture: true })).toEqual(['order.paid', 'invoice.*']);
  });

  it('can list the current types instead', () => {
    expect(withPrefix(['invoice.*'], 'invoice', { ...snapshot, includeFuture: false })).toEqual([
      'invoice.paid',
      'invoice.due',
      'invoice.line.added',
    ]);
  });

  it('keeps entered patterns that are not in the catalog', () => {
    const kept = ['invoice.custom', 'other.*'];
    expect(withPrefix(kept, 'invoice', { ...snapshot, includeFuture: true })).toEqual([...kept, 'invoice.*']);
  });

  it('omits types without a thin form for thin events', () => {
    expect(withPrefix([], 'ledger', { ...thin, includeFuture: false })).toEqual(['ledger.checked']);
    expect(selectedShareOf(['ledger.checked'], under('ledger'), true)).toBe('all');
    expect(selectedShareOf(['ledger.checked'], under('ledger'), false)).toBe('some');
  });
});

describe('selecting a group', () => {
  it('selects its prefixes as patterns, and types without a dot by name', () => {
    const billing = catalog.filter(({ group }) => group === 'billing');
    expect(withGroup([], billing, { ...snapshot, includeFuture: true })).toEqual(['invoice.*', 'closed']);
    expect(selectedShareOf(['invoice.*', 'closed'], billing, false)).toBe('all');
  });

  it('selects a prefix with types in another group type by type', () => {
    const audit = catalog.filter(({ group }) => group === 'audit');
    expect(withGroup([], audit, { ...snapshot, includeFuture: true })).toEqual(['ledger.*', 'order.audited']);
  });

  it('during a search selects only the search results', () => {
    expect(withGroup([], named('invoice.paid', 'invoice.due'), { ...snapshot, includeFuture: true })).toEqual([
      'invoice.paid',
      'invoice.due',
    ]);
  });
});

describe('deselecting', () => {
  it('replaces a pattern by the other types that it matches', () => {
    expect(withoutTypes(['order.paid', 'invoice.*'], named('invoice.due'), snapshot)).toEqual([
      'order.paid',
      'invoice.paid',
      'invoice.line.added',
    ]);
  });

  it('replaces an entered pattern by the other types that it matches', () => {
    expect(withoutTypes(['invoice.line.*', 'invoice.paid'], named('invoice.line.added'), snapshot)).toEqual([
      'invoice.paid',
    ]);
  });

  it('a whole prefix keeps patterns that are not in the catalog', () => {
    expect(withoutTypes(['invoice.*', 'invoice.custom', 'x.*'], under('invoice'), snapshot)).toEqual([
      'invoice.custom',
      'x.*',
    ]);
  });

  it('omits types without a thin form for thin events', () => {
    expect(withoutTypes(['ledger.*'], named('ledger.checked'), thin)).toEqual([]);
  });
});

describe('selecting types', () => {
  it('adds no type that a pattern already matches', () => {
    expect(withTypes(['invoice.*'], named('invoice.paid', 'closed'), false)).toEqual(['invoice.*', 'closed']);
  });

  it('restores the selection when a prefix is deselected and selected again', () => {
    const chosen = withGroup(['order.paid'], under('invoice'), { ...snapshot, includeFuture: true });
    const without = withoutTypes(chosen, under('invoice'), snapshot);
    expect(without).toEqual(['order.paid']);
    expect(withGroup(without, under('invoice'), { ...snapshot, includeFuture: true })).toEqual(chosen);
  });
});

describe('the selection', () => {
  it('of all groups for thin events has every prefix with thin events', () => {
    expect(everyGroup(catalogOf('a/one.x', 'a/one.y', 'a/two.x!', 'a/three', 'a/four!'))).toEqual(['one.*', 'three']);
  });

  it('is counted in types of the catalog', () => {
    expect(matchCount(['invoice.*', 'invoice.paid', 'unknown.*'], catalog)).toBe(3);
    expect(isUncatalogued('unknown.*', catalog)).toBe(true);
    expect(isUncatalogued('invoice.line.*', catalog)).toBe(false);
    expect(isUncatalogued(HEALTH_EVENTS, catalog)).toBe(false);
  });

  it('includes the events about the health of destinations with any pattern that matches all of them', () => {
    expect(hasHealthEvents(['invoice.*', HEALTH_EVENTS])).toBe(true);
    expect(hasHealthEvents(['v2.core.*'])).toBe(true);
    expect(hasHealthEvents(['invoice.*', 'v2.core.health.event_destination.failing'])).toBe(false);
    const chosen = ['invoice.*', 'v2.core.health.event_destination.failing'];
    expect(withHealthEvents(chosen, true)).toEqual(['invoice.*', HEALTH_EVENTS]);
    expect(withHealthEvents([...chosen, 'v2.core.*'], false)).toEqual(['invoice.*']);
  });
});
