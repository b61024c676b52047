import { describe, expect, test } from 'vitest';
import { change, creation } from '../../../cli/destination/writes.ts';
import { TYPES } from '../../../cli/destination-types/by-type.ts';
import { UsageError } from '../../../cli/errors.ts';
import {
  createDestinationSchema,
  updateDestinationSchema,
} from '../../../lambdas/contract/destination/event-destination.ts';
import { CONTRACTS } from '../../../lambdas/contract/destination-types/by-type.ts';
import { parse } from '../../../lambdas/contract/parse.ts';

const url = 'https://example.com/hook';
const bus = { awsAccount: '123456789012', awsRegion: 'eu-west-1' };

describe('create', () => {
  test('takes the type and the settings from the options, and asks for what it shows', () => {
    expect(creation({ url })).toMatchObject({
      type: 'webhook_endpoint',
      name: 'example.com',
      webhook_endpoint: { url },
      include: ['webhook_endpoint.signing_secret', 'webhook_endpoint.url'],
    });
    expect(creation({ ...bus, roleArn: 'arn:aws:iam::123456789012:role/x' })).toMatchObject({
      type: 'amazon_eventbridge',
      name: 'EventBridge eu-west-1',
      amazon_eventbridge: {
        aws_account_id: '123456789012',
        aws_region: 'eu-west-1',
        role_arn: 'arn:aws:iam::123456789012:role/x',
      },
    });
  });

  test.each([{ url }, bus, { url, maxPerSecond: '20', maxInFlight: '5' }])(
    'makes a request that the API accepts: %j',
    (flags) => {
      expect(() => parse(createDestinationSchema, creation(flags))).not.toThrow();
    },
  );

  test.each([
    [{}, 'A destination has one target: --url for a webhook endpoint, or --aws-account for'],
    [{ url, ...bus }, 'one target'],
    [{ awsAccount: '123456789012' }, 'region'],
    [{ url: 'example.com' }, '"example.com" is not a URL.'],
    [{ url, busArn: 'arn' }, '--bus-arn is an option for an Amazon EventBridge bus.'],
    [{ url, thin: true, apiVersion: '2026-01-01' }, '--api-version'],
    [{ url, maxPerSecond: '0' }, '--max-per-second must be a whole number from 1 to 1000, got "0".'],
    [{ url, maxPerSecond: 'none' }, '--max-per-second must be a whole number from 1 to 1000, got "none".'],
    [{ url, maxInFlight: 'many' }, '--max-in-flight must be'],
  ])('refuses %j', (flags, message) => {
    expect(() => creation(flags)).toThrow(message);
  });
});

describe('update', () => {
  test.each([
    [{ url }, { webhook_endpoint: { url } }],
    [{ roleArn: '' }, { amazon_eventbridge: { role_arn: null } }],
    [{ name: 'Orders' }, { name: 'Orders' }],
    [{ maxPerSecond: '20' }, { delivery_limits: { per_second: 20 } }],
    [{ maxPerSecond: 'none', maxInFlight: '5' }, { delivery_limits: { per_second: null, max_in_flight: 5 } }],
  ])('of %j sends these fields alone', (flags, body) => {
    expect(change(flags)).toEqual({ ...body, include: ['webhook_endpoint.url'] });
    expect(() => parse(updateDestinationSchema, change(flags))).not.toThrow();
  });

  test('of nothing is refused', () => {
    expect(() => change({})).toThrow(UsageError);
  });

  test('with an invalid limit names how to remove it', () => {
    expect(() => change({ maxPerSecond: '0' })).toThrow('from 1 to 1000, or none to remove the limit, got "0".');
  });
});

test.each(TYPES)('the commands of $type name what the API includes', ({ type, include, includeSecret }) => {
  expect([includeSecret ?? [], include].flat().toSorted()).toEqual(CONTRACTS[type].include.toSorted());
});
