import { describe, expect, it } from 'vitest';
import { createDestinationSchema } from '../../../../lambdas/contract/destination/event-destination.ts';
import type { EventType } from '../../../../workbench/src/api/types.ts';
import {
  type CommonDraft,
  type Draft,
  EMPTY_DRAFT,
  filled,
  isTouched,
  requestOf,
  withTarget,
  withType,
} from '../../../../workbench/src/destination/create/draft.ts';
import { readDraft } from '../../../../workbench/src/destination/create/stored-draft.ts';
import { catalogOf } from '../../catalog/catalog.ts';

const catalog = catalogOf('billing/invoice.paid', 'billing/ledger.posted!', 'orders/order.paid') as EventType[];
const given = { defaultApiVersion: '2026-10-01', versions: ['2026-10-01', '2026-01-01'], catalog };
const url = 'https://hooks.example.com/in';
const account = { awsAccountId: '123456789012', awsRegion: 'eu-west-1' };

const webhook = (target: object, common: Partial<CommonDraft> = {}): Draft =>
  withTarget({ ...EMPTY_DRAFT, ...common }, target);
const bus = (target: object = {}, common: Partial<CommonDraft> = {}): Draft =>
  withTarget(withType({ ...EMPTY_DRAFT, ...common }, 'amazon_eventbridge'), { ...account, ...target });
const requestFor = (draft: Draft, suggesting = given) => requestOf(filled(draft, suggesting));

describe('a draft that was not touched but for its URL', () => {
  it('asks for all events, in the default version, under the name of the host', () => {
    expect(requestFor(webhook({ url }))).toEqual({
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
    const request = requestFor(webhook({ url }, { payload: 'thin', apiVersion: '2026-01-01' }));
    expect(request.enabled_events).toEqual(['invoice.*', 'order.*']);
    expect(request).not.toHaveProperty('snapshot_api_version');
  });

  it('names no version where the catalog has none and none is entered', () => {
    const without = { ...given, versions: [] };
    expect(requestFor(webhook({ url }), without)).not.toHaveProperty('snapshot_api_version');
    expect(requestFor(webhook({ url }, { apiVersion: ' v7 ' }), without)).toHaveProperty('snapshot_api_version', 'v7');
  });
});

describe('the request', () => {
  it('of every kind fits the contract', () => {
    const drafts = [
      webhook({ url }),
      webhook(
        { url },
        {
          payload: 'thin',
          source: 'both',
          description: 'Two\nlines',
          name: 'Orders',
          limits: { perSecond: '20', maxInFlight: '' },
        },
      ),
      bus(),
      bus({
        bus: 'named',
        busArn: 'arn:aws:events:eu-west-1:123456789012:event-bus/o',
        roleArn: 'arn:aws:iam::1:role/r',
      }),
    ];
    for (const draft of drafts) expect(createDestinationSchema.safeParse(requestFor(draft)).error).toBeUndefined();
  });

  it('omits what is empty, and the targets of other types', () => {
    const draft = withTarget(withType(webhook({ url }), 'amazon_eventbridge'), { ...account, busArn: 'arn:of:a:bus' });
    const request = requestFor({ ...draft, description: '  ' });
    expect(request).not.toHaveProperty('webhook_endpoint');
    expect(request).not.toHaveProperty('description');
    expect(request.amazon_eventbridge).toEqual({ aws_account_id: '123456789012', aws_region: 'eu-west-1' });
  });

  it('names both sources for both', () => {
    expect(requestFor(webhook({ url }, { source: 'both' })).events_from).toEqual(['@self', '@accounts']);
    expect(requestFor(webhook({ url }, { source: 'accounts' })).events_from).toEqual(['@accounts']);
  });
});

describe('the suggested name', () => {
  const named = (draft: Draft) =>
    filled(draft, { ...given, namedUrls: { 'http://127.0.0.1:9/': 'Test endpoint' } }).name;

  it('is that of the endpoint’s host, or of a URL that has a name', () => {
    expect(named(webhook({ url: ' https://example.com:8443/a ' }))).toBe('example.com:8443');
    expect(named(webhook({ url: 'http://127.0.0.1:9/' }))).toBe('Test endpoint');
    expect(named(webhook({ url: 'exam' }))).toBe('');
  });

  it('is that of the bus and its region', () => {
    expect(named(bus())).toBe('default (eu-west-1)');
    expect(named(bus({ bus: 'named', busArn: 'arn:aws:events:eu-west-1:1:event-bus/orders' }))).toBe(
      'orders (eu-west-1)',
    );
    expect(named(bus({ bus: 'named', busArn: 'arn' }))).toBe('');
    expect(named(bus({ awsRegion: '' }))).toBe('');
  });

  it('gives way to what is entered, even to nothing', () => {
    expect(requestFor(webhook({ url }, { name: 'Mine' })).name).toBe('Mine');
    expect(requestFor(webhook({ url }, { name: '' })).name).toBe('');
  });
});

describe('another type', () => {
  const draft = withType(webhook({ url }), 'amazon_eventbridge');

  it('starts with an empty target, and the former target is there again when its type is', () => {
    expect(draft).toMatchObject({ type: 'amazon_eventbridge', target: { awsAccountId: '', bus: 'default' } });
    expect(withType(draft, 'webhook_endpoint')).toEqual(webhook({ url }));
  });

  it('and back is an untouched draft when nothing was entered', () => {
    expect(isTouched(withType(withType(EMPTY_DRAFT, 'amazon_eventbridge'), 'webhook_endpoint'))).toBe(false);
  });
});

describe('a stored draft', () => {
  const limits = { perSecond: '20', maxInFlight: '' };
  const common = { enabledEvents: ['a.*'], name: 'N', source: 'both', limits } as const;
  const draft = withTarget(withType(webhook({ url }, common), 'amazon_eventbridge'), account);

  it('is read as it was', () => {
    expect(readDraft(JSON.stringify(draft))).toEqual(draft);
    expect(isTouched(readDraft(JSON.stringify(EMPTY_DRAFT)))).toBe(false);
    expect(isTouched(draft)).toBe(true);
  });

  it('is read as it was, also from the form without targets', () => {
    const { target, otherTargets, ...rest } = draft;
    const empty = { url: '', awsAccountId: '', awsRegion: '', bus: 'default', busArn: '', roleArn: '' };
    expect(readDraft(JSON.stringify({ ...rest, ...empty, ...target, url }))).toEqual(draft);
    expect(readDraft(JSON.stringify({ ...rest, ...empty, ...target, type: 'azure_event_grid', url }))).toEqual({
      ...webhook({ url }, common),
      otherTargets: { amazon_eventbridge: target },
    });
    expect(isTouched(readDraft(JSON.stringify({ ...EMPTY_DRAFT, ...empty, target: undefined })))).toBe(false);
  });

  it('is empty when it cannot be read', () => {
    for (const text of [null, '', 'x', '1', 'null', '[]']) expect(readDraft(text)).toEqual(EMPTY_DRAFT);
  });

  it('loses only the values that do not fit', () => {
    const stored = {
      ...draft,
      payload: 'fat',
      enabledEvents: [1],
      limits: { perSecond: 20 },
      secret: 'whsec_1',
      target: { ...draft.target, bus: 'yellow', awsRegion: 1 },
      otherTargets: { ...draft.otherTargets, azure_event_grid: { topic: 'a' } },
    };
    expect(readDraft(JSON.stringify(stored))).toEqual({
      ...draft,
      payload: 'snapshot',
      enabledEvents: null,
      limits: { perSecond: '', maxInFlight: '' },
      target: { ...draft.target, awsRegion: '' },
    });
    expect(readDraft(JSON.stringify({ ...draft, type: 'azure_event_grid' }))).toMatchObject({
      type: 'webhook_endpoint',
      target: { url: '' },
    });
  });
});
