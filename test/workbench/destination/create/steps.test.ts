import { describe, expect, it } from 'vitest';
import type { EventType } from '../../../../workbench/src/api/types.ts';
import { type Draft, EMPTY_DRAFT, filled } from '../../../../workbench/src/destination/create/draft.ts';
import { lacksOf, stepOfLack } from '../../../../workbench/src/destination/create/steps.ts';
import { catalogOf } from '../../catalog/catalog.ts';

const catalog = catalogOf('billing/invoice.paid', 'billing/ledger.posted!') as EventType[];
const lacking = (changes: Partial<Draft>) =>
  lacksOf(filled({ ...EMPTY_DRAFT, ...changes }, { defaultApiVersion: 'v', versions: [], catalog }), catalog);

describe('what is lacking', () => {
  it('of an empty draft is the URL, and the name that would be made of it', () => {
    expect(lacking({})).toEqual(['no_url', 'no_name']);
    expect(lacking({ url: 'https://example.com' })).toEqual([]);
  });

  it('of a bus is its account and region, and its ARN where it is not the default', () => {
    expect(lacking({ type: 'amazon_eventbridge' })).toEqual(['no_aws_account', 'no_region', 'no_name']);
    expect(lacking({ type: 'amazon_eventbridge', awsAccountId: '1', awsRegion: 'r', bus: 'named' })).toEqual([
      'no_bus',
      'no_name',
    ]);
  });

  it('comes in the order of the steps', () => {
    const [first] = lacking({ enabledEvents: [] });
    expect(first).toBe('no_events');
    expect(first && stepOfLack(first)).toBe('events');
  });

  it('is said of events that the destination could not take', () => {
    const url = 'https://example.com';
    expect(lacking({ url, payload: 'thin', enabledEvents: ['*'] })).toEqual(['refused_events']);
    expect(lacking({ url, payload: 'thin', enabledEvents: ['ledger.posted'] })).toEqual(['refused_events']);
    expect(lacking({ url, enabledEvents: Array.from({ length: 301 }, (_, at) => `a.b${at}`) })).toEqual([
      'too_many_events',
    ]);
  });
});
