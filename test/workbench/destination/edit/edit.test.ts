import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../../api-client/api-error.ts';
import { updateDestinationSchema } from '../../../../lambdas/contract/destination/event-destination.ts';
import type { Destination, DestinationType } from '../../../../workbench/src/api/types.ts';
import { hasProblems, problemsOf, refusalsOf } from '../../../../workbench/src/destination/edit/edit-problems.ts';
import {
  type CommonValues,
  changeOf,
  metadataChange,
  valuesOf,
  withTarget,
} from '../../../../workbench/src/destination/edit/edit-values.ts';

const webhook = {
  name: 'Orders',
  description: '',
  type: 'webhook_endpoint',
  enabled_events: ['invoice.paid'],
  metadata: { team: 'billing', tier: '1' },
  webhook_endpoint: { url: 'https://a.example/', signing_secret: null },
} as unknown as Destination;

const eventBridge = {
  ...webhook,
  type: 'amazon_eventbridge',
  webhook_endpoint: undefined,
  amazon_eventbridge: {
    aws_account_id: '123456789012',
    aws_region: 'eu-west-1',
    event_bus_arn: 'arn:aws:events:eu-west-1:123456789012:event-bus/default',
    role_arn: 'arn:aws:iam::123456789012:role/put',
  },
} as unknown as Destination;

const partner = {
  ...eventBridge,
  amazon_eventbridge: { aws_account_id: '123456789012', aws_region: 'eu-west-1', event_bus_arn: null },
} as unknown as Destination;

const edited = (destination: Destination, changes: Partial<CommonValues>, target: object) =>
  withTarget({ ...valuesOf(destination), ...changes }, target);
const change = (destination: Destination, changes: Partial<CommonValues>, target: object = {}) =>
  changeOf(destination, edited(destination, changes, target));

describe('what is sent of an edited destination', () => {
  it('is nothing when nothing was changed, or it was changed back', () => {
    expect(change(webhook, {})).toBeUndefined();
    expect(change(webhook, { enabledEvents: ['invoice.paid'], metadata: [...valuesOf(webhook).metadata] })).toBe(
      undefined,
    );
    expect(change(eventBridge, {})).toBeUndefined();
  });

  it('is what was changed, and no more', () => {
    expect(change(webhook, { name: 'Bills' }, { url: 'https://b.example/' })).toEqual({
      name: 'Bills',
      webhook_endpoint: { url: 'https://b.example/' },
    });
  });

  it('is each limit that was changed, null for one that was removed', () => {
    const limited = { ...webhook, delivery_limits: { per_second: 20, max_in_flight: 5 } } as Destination;
    expect(change(limited, { limits: { perSecond: '50', maxInFlight: '' } })).toEqual({
      delivery_limits: { per_second: 50, max_in_flight: null },
    });
    expect(change(limited, { limits: { perSecond: '20', maxInFlight: '5' } })).toBeUndefined();
  });

  it('takes a role away by null', () => {
    expect(change(eventBridge, {}, { roleArn: '' })).toEqual({ amazon_eventbridge: { role_arn: null } });
  });

  it('has no target where events come by a partner event source', () => {
    expect(valuesOf(partner)).toMatchObject({ target: { busArn: undefined, roleArn: undefined } });
    expect(change(partner, { description: 'x' })).toEqual({ description: 'x' });
  });

  it('is taken by the API', () => {
    const common = {
      name: 'Bus',
      description: '',
      enabledEvents: ['*'],
      metadata: [{ key: 'team', value: '' }],
      limits: { perSecond: '20', maxInFlight: '' },
    };
    const busArn = 'arn:aws:events:eu-west-1:123456789012:event-bus/two';
    const all = change(eventBridge, common, { busArn, roleArn: '' });
    expect(updateDestinationSchema.safeParse(all).success).toBe(true);
  });
});

describe('changed metadata', () => {
  it('has what is new or different, and null for what is gone', () => {
    const after = [
      { key: 'team', value: 'orders' },
      { key: 'region', value: 'eu' },
    ];
    expect(metadataChange({ team: 'billing', tier: '1', same: 'x' }, [...after, { key: 'same', value: 'x' }])).toEqual({
      team: 'orders',
      region: 'eu',
      tier: null,
    });
  });

  it('renames a key by deleting it and making another', () => {
    expect(metadataChange({ a: '1' }, [{ key: 'b', value: '1' }])).toEqual({ a: null, b: '1' });
  });

  it('does not take what every object has for a key that was there', () => {
    expect(metadataChange({}, [{ key: 'toString', value: 'x' }])).toEqual({ toString: 'x' });
  });
});

describe('what is wrong with the form', () => {
  const problems = (changes: Partial<CommonValues>, target: object = {}, destination = webhook) =>
    problemsOf(edited(destination, changes, target), destination.metadata);
  const many = (count: number, prefix: string) =>
    Array.from({ length: count }, (_, index) => ({ key: `${prefix}${index}`, value: '' }));

  it('is nothing of a destination as it is', () => {
    expect(hasProblems(problems({}))).toBe(false);
  });

  it('is each field that is missing', () => {
    expect(problems({ name: ' ', enabledEvents: [] }, { url: '' }).fields).toEqual({
      name: 'required',
      'webhook_endpoint.url': 'required',
      enabled_events: 'no_events',
    });
    expect(problems({}, { busArn: ' ', roleArn: '' }, eventBridge).fields).toEqual({
      'amazon_eventbridge.event_bus_arn': 'required',
    });
    expect(hasProblems(problems({}, {}, partner))).toBe(false);
  });

  it('is each limit that is no limit', () => {
    expect(problems({ limits: { perSecond: '0', maxInFlight: '' } }).fields).toEqual({
      'delivery_limits.per_second': 'wrong_limit',
    });
  });

  it('is a key without a name, too long, or twice, in its row', () => {
    const { rows } = problems({
      metadata: [
        { key: 'a', value: '' },
        { key: '', value: '' },
        { key: 'k'.repeat(41), value: 'v'.repeat(501) },
        { key: 'a', value: '' },
      ],
    });
    expect(rows.map(({ key }) => key)).toEqual([undefined, 'key_required', 'key_too_long', 'key_twice']);
    expect(rows[2]?.value).toBe('value_too_long');
  });

  it('is more than 50 keys, or more than 50 changes at once', () => {
    expect(problems({ metadata: many(51, 'a') }).fields.metadata).toBe('too_many_keys');
    expect(problems({ metadata: many(50, 'a') }).fields.metadata).toBe('too_many_changes');
    expect(problems({ metadata: many(48, 'a') }).fields.metadata).toBeUndefined();
  });
});

describe('what the API refuses', () => {
  const refused = (message: string, type: DestinationType = 'webhook_endpoint') =>
    refusalsOf(new ApiError(message, { status: 400, code: 'invalid_fields' }), type);

  it('is shown at its field, without the name of the field', () => {
    expect(refused('webhook_endpoint.url: must be an absolute URL.')).toEqual({
      'webhook_endpoint.url': 'Must be an absolute URL.',
    });
    expect(refused('enabled_events[2]: should be an event type.')).toEqual({
      enabled_events: 'Should be an event type.',
    });
  });

  it('about another setting of the type is shown at its first field', () => {
    const [bus, role] = ['amazon_eventbridge.event_bus_arn', 'amazon_eventbridge.role_arn'];
    const text = 'should be a role of account 1.';
    expect(Object.keys(refused(`amazon_eventbridge.role_arn: ${text}`, 'amazon_eventbridge'))).toEqual([role]);
    expect(Object.keys(refused(`amazon_eventbridge.event_bus_arn: ${text}`, 'amazon_eventbridge'))).toEqual([bus]);
    expect(Object.keys(refused(`amazon_eventbridge.aws_region: ${text}`, 'amazon_eventbridge'))).toEqual([bus]);
  });

  it('about a limit is shown at that limit', () => {
    expect(refused('delivery_limits.max_in_flight: should be at least 1.')).toEqual({
      'delivery_limits.max_in_flight': 'Should be at least 1.',
    });
  });

  it('is the first thing of several at one field', () => {
    expect(refused('enabled_events[0]: is wrong.; enabled_events[1]: is wrong, too.; name: is required.')).toEqual({
      enabled_events: 'Is wrong.',
      name: 'Is required.',
    });
  });

  it('is of no field when it names none that is there', () => {
    expect(refused('limit: should be less.')).toEqual({});
    expect(refusalsOf(new Error('no'), 'webhook_endpoint')).toEqual({});
    expect(refusalsOf(null, 'webhook_endpoint')).toEqual({});
  });
});
