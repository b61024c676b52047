import { describe, expect, it } from 'vitest';
import { createDestinationSchema } from '../../../../lambdas/contract/destination/event-destination.ts';
import type { EventType } from '../../../../workbench/src/api/types.ts';
import {
  type Draft,
  EMPTY_DRAFT,
  filled,
  isTouched,
  readDraft,
  requestOf,
  suggestedName,
} from '../../../../workbench/src/destination/create/draft.ts';
import { catalogOf } from '../../catalog/catalog.ts';

const catalog = catalogOf('billing/invoice.paid', 'billing/ledger.posted!', 'orders/order.paid') as EventType[];
const given = { defaultApiVersion: '2026-10-01', versions: ['2026-10-01', '2026-01-01'], catalog };
const requestFor = (changes: Partial<Draft>, suggesting = given) =>
  requestOf(filled({ ...EMPTY_DRAFT, ...changes }, suggesting));
const url = 'https://hooks.example.com/in';
const bus = { type: 'amazon_eventbridge', awsAccountId: '123456789012', awsRegion: 'eu-west-1' } as const;

describe('a draft that was not touched but for its URL', () => {
  it('asks for all events, in the default version, under the name of the host', () => {
    expect(requestFor({ url })).toEqual({
      name: 'hooks.example.com',
      type: 'webhook_endpoint',
      event_payload: 'snapshot',
      enabled_events: ['*'],
      events_from: ['@self'],
      snapshot_api_version: '2026-10-01',
      webhook_endpoint: { url },
    });
  });

  it('of thin events takes every group that has thin events, and no version', () => {
    const request = requestFor({ url, payload: 'thin', apiVersion: '2026-01-01' });
    expect(request.enabled_events).toEqual(['invoice.*', 'order.*']);
    expect(request).not.toHaveProperty('snapshot_api_version');
  });

  it('names no version where the catalog has none and none is entered', () => {
    const without = { ...given, versions: [] };
    expect(requestFor({ url }, without)).not.toHaveProperty('snapshot_api_version');
    expect(requestFor({ url, apiVersion: ' v7 ' }, without)).toHaveProperty('snapshot_api_version', 'v7');
  });
});

describe('the request', () => {
  it('of every kind fits the contract', () => {
    const drafts: Partial<Draft>[] = [
      { url },
      { url, payload: 'thin', source: 'both', description: 'Two\nlines', name: 'Orders' },
      bus,
      {
        ...bus,
        bus: 'named',
        busArn: 'arn:aws:events:eu-west-1:123456789012:event-bus/o',
        roleArn: 'arn:aws:iam::1:role/r',
      },
    ];
    for (const draft of drafts) expect(createDestinationSchema.safeParse(requestFor(draft)).error).toBeUndefined();
  });

  it('leaves out what is empty, and what belongs to what was chosen before', () => {
    const request = requestFor({ ...bus, url, busArn: 'arn:of:a:bus', description: '  ' });
    expect(request).not.toHaveProperty('webhook_endpoint');
    expect(request).not.toHaveProperty('description');
    expect(request.amazon_eventbridge).toEqual({ aws_account_id: '123456789012', aws_region: 'eu-west-1' });
  });

  it('names both sources for both', () => {
    expect(requestFor({ url, source: 'both' }).events_from).toEqual(['@self', '@accounts']);
    expect(requestFor({ url, source: 'accounts' }).events_from).toEqual(['@accounts']);
  });
});

describe('the suggested name', () => {
  const named = (changes: Partial<Draft>) =>
    suggestedName({ ...EMPTY_DRAFT, ...changes }, { 'http://127.0.0.1:9/': 'Test endpoint' });

  it('is that of the endpoint’s host, or of a URL that has a name', () => {
    expect(named({ url: ' https://example.com:8443/a ' })).toBe('example.com:8443');
    expect(named({ url: 'http://127.0.0.1:9/' })).toBe('Test endpoint');
    expect(named({ url: 'exam' })).toBe('');
  });

  it('is that of the bus and its region', () => {
    expect(named(bus)).toBe('default (eu-west-1)');
    expect(named({ ...bus, bus: 'named', busArn: 'arn:aws:events:eu-west-1:1:event-bus/orders' })).toBe(
      'orders (eu-west-1)',
    );
    expect(named({ ...bus, bus: 'named', busArn: 'arn' })).toBe('');
    expect(named({ type: 'amazon_eventbridge' })).toBe('');
  });

  it('gives way to what is entered, even to nothing', () => {
    expect(requestFor({ url, name: 'Mine' }).name).toBe('Mine');
    expect(requestFor({ url, name: '' }).name).toBe('');
  });
});

describe('a draft that was kept', () => {
  const draft: Draft = { ...EMPTY_DRAFT, ...bus, enabledEvents: ['a.*'], name: 'N', source: 'both' };

  it('comes back as it was', () => {
    expect(readDraft(JSON.stringify(draft))).toEqual(draft);
    expect(isTouched(readDraft(JSON.stringify(EMPTY_DRAFT)))).toBe(false);
    expect(isTouched(draft)).toBe(true);
  });

  it('is empty where it cannot be read', () => {
    for (const text of [null, '', 'x', '1', 'null', '[]']) expect(readDraft(text)).toEqual(EMPTY_DRAFT);
  });

  it('loses only what does not fit', () => {
    const kept = { ...draft, payload: 'fat', enabledEvents: [1], secret: 'whsec_1' };
    expect(readDraft(JSON.stringify(kept))).toEqual({ ...draft, payload: 'snapshot', enabledEvents: null });
  });
});
