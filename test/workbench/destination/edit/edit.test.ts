import { describe, expect, it } from 'vitest';
import { updateDestinationSchema } from '../../../../lambdas/contract/destination/event-destination.ts';
import { ApiError } from '../../../../workbench/src/api/api-error.ts';
import type { Destination } from '../../../../workbench/src/api/types.ts';
import { hasProblems, problemsOf, refusalsOf } from '../../../../workbench/src/destination/edit/edit-problems.ts';
import { changeOf, metadataChange, valuesOf } from '../../../../workbench/src/destination/edit/edit-values.ts';

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

const change = (destination: Destination, part: Partial<ReturnType<typeof valuesOf>>) =>
  changeOf(destination, { ...valuesOf(destination), ...part });

describe('what is sent of an edited destination', () => {
  it('is nothing when nothing was changed, or it was changed back', () => {
    expect(change(webhook, {})).toBeUndefined();
    expect(change(webhook, { enabledEvents: ['invoice.paid'], metadata: [...valuesOf(webhook).metadata] })).toBe(
      undefined,
    );
    expect(change(eventBridge, {})).toBeUndefined();
  });

  it('is what was changed, and no more', () => {
    expect(change(webhook, { name: 'Bills', url: 'https://b.example/' })).toEqual({
      name: 'Bills',
      webhook_endpoint: { url: 'https://b.example/' },
    });
  });

  it('takes a role away by null', () => {
    expect(change(eventBridge, { roleArn: '' })).toEqual({ amazon_eventbridge: { role_arn: null } });
  });

  it('has no target where events come by a partner event source', () => {
    const partner = {
      ...eventBridge,
      amazon_eventbridge: { ...eventBridge.amazon_eventbridge, event_bus_arn: null },
    } as Destination;
    expect(valuesOf(partner)).toMatchObject({ url: undefined, busArn: undefined, roleArn: undefined });
    expect(change(partner, { description: 'x' })).toEqual({ description: 'x' });
  });

  it('is taken by the API', () => {
    const all = change(eventBridge, {
      name: 'Bus',
      description: '',
      enabledEvents: ['*'],
      busArn: 'arn:aws:events:eu-west-1:123456789012:event-bus/two',
      roleArn: '',
      metadata: [{ key: 'team', value: '' }],
    });
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
  const problems = (part: Partial<ReturnType<typeof valuesOf>>) =>
    problemsOf({ ...valuesOf(webhook), ...part }, webhook.metadata);
  const many = (count: number, prefix: string) =>
    Array.from({ length: count }, (_, index) => ({ key: `${prefix}${index}`, value: '' }));

  it('is nothing of a destination as it is', () => {
    expect(hasProblems(problems({}))).toBe(false);
  });

  it('is each field that is missing', () => {
    expect(problems({ name: ' ', url: '', enabledEvents: [] }).fields).toEqual({
      name: 'required',
      url: 'required',
      enabledEvents: 'no_events',
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
  const refused = (message: string) => refusalsOf(new ApiError(message, { status: 400, code: 'invalid_fields' }));

  it('is told at its field, without the name of it', () => {
    expect(refused('webhook_endpoint.url: must be an absolute URL.')).toEqual({ url: 'Must be an absolute URL.' });
    expect(refused('enabled_events[2]: should be an event type.')).toEqual({
      enabledEvents: 'Should be an event type.',
    });
    expect(refused('amazon_eventbridge.role_arn: should be a role of account 1.')).toHaveProperty('roleArn');
    expect(refused('amazon_eventbridge.event_bus_arn: should be a bus.')).toHaveProperty('busArn');
  });

  it('is the first thing of several at one field', () => {
    expect(refused('enabled_events[0]: is wrong.; enabled_events[1]: is wrong, too.; name: is required.')).toEqual({
      enabledEvents: 'Is wrong.',
      name: 'Is required.',
    });
  });

  it('is of no field when it names none that is there', () => {
    expect(refused('limit: should be less.')).toEqual({});
    expect(refusalsOf(new Error('no'))).toEqual({});
    expect(refusalsOf(null)).toEqual({});
  });
});
