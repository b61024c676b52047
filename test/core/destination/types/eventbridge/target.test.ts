import { describe, expect, it } from 'vitest';
import {
  busPolicyFor,
  defaultBusArn,
  parseBusArn,
  parseRoleArn,
  rolePermissionsFor,
  roleTrustPolicyFor,
} from '../../../../../lambdas/core/destination/types/eventbridge/target.ts';
import { InvalidFieldsError } from '../../../../../lambdas/core/errors.ts';

const BUS = 'arn:aws:events:eu-west-1:123456789012:event-bus/orders';
const PLATFORM = '999999999999';

describe('an event bus ARN', () => {
  it('is taken apart', () => {
    expect(parseBusArn(BUS)).toEqual({
      partition: 'aws',
      region: 'eu-west-1',
      accountId: '123456789012',
      name: 'orders',
    });
  });

  it.each([
    ['eu-west-1', 'aws'],
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
  ])('of the default bus of %s is in partition %s', (region, partition) => {
    const arn = defaultBusArn(region, '123456789012');
    expect(parseBusArn(arn)).toEqual({ partition, region, accountId: '123456789012', name: 'default' });
  });

  it.each([
    'default',
    'arn:aws:events:eu-west-1:123456789012:rule/x',
    'arn:aws:events:eu-west-1:12345:event-bus/x',
    'arn:aws:events::123456789012:event-bus/x',
    'arn:aws:sqs:eu-west-1:123456789012:x',
    `${BUS} `,
    'arn:aws:events:eu-west-1:123456789012:event-bus/',
  ])('of another form is refused: %s', (arn) => {
    expect(() => parseBusArn(arn)).toThrow(InvalidFieldsError);
  });

  it('of a version 2 bus is refused by name', () => {
    expect(() => parseBusArn('arn:aws:events:eu-west-1:123456789012:event-busv2/x')).toThrow(
      /event-busv2 .* not supported/,
    );
  });
});

describe('a role ARN', () => {
  it('has the account in it', () => {
    expect(parseRoleArn('arn:aws:iam::123456789012:role/teams/waybill')).toEqual({ accountId: '123456789012' });
  });

  it.each(['waybill', 'arn:aws:iam::123456789012:user/x', 'arn:aws:iam::1:role/x'])('is not %s', (arn) => {
    expect(() => parseRoleArn(arn)).toThrow(expect.objectContaining({ param: 'amazon_eventbridge.role_arn' }));
  });
});

describe('the policies a customer pastes', () => {
  it('let the platform put events of exactly one source on one bus', () => {
    const source = 'acme/acct_shop/ed_01KF0000000000000000000002';
    expect(busPolicyFor({ platformAwsAccountId: PLATFORM, busArn: BUS, source }).Statement).toEqual([
      {
        Sid: 'Waybill-acme-acct-shop-ed-01KF0000000000000000000002',
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::999999999999:root' },
        Action: 'events:PutEvents',
        Resource: BUS,
        Condition: { StringEquals: { 'events:source': source } },
      },
    ]);
  });

  it('keep apart two long sources in the 64 characters of a statement id', () => {
    const sids = ['1', '2'].map((end) => {
      const source = `${'a'.repeat(60)}/acct_shop/ed_${end}`;
      return String(busPolicyFor({ platformAwsAccountId: PLATFORM, busArn: BUS, source }).Statement[0]?.Sid);
    });
    expect(new Set(sids).size).toBe(2);
    for (const sid of sids) expect(sid).toMatch(/^[A-Za-z0-9-]{1,64}$/);
  });

  it('let a role be assumed only with the id of the destination', () => {
    const input = { platformAwsAccountId: PLATFORM, busArn: BUS, destinationId: 'ed_1' };
    expect(roleTrustPolicyFor(input).Statement[0]).toMatchObject({
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'sts:ExternalId': 'ed_1' } },
    });
    expect(rolePermissionsFor({ busArn: BUS }).Statement[0]).toMatchObject({
      Action: 'events:PutEvents',
      Resource: BUS,
    });
  });

  it('name principals in the partition of the bus', () => {
    const busArn = defaultBusArn('cn-north-1', '123456789012');
    const { Statement } = busPolicyFor({ platformAwsAccountId: PLATFORM, busArn, source: 'a/b/c' });
    expect(Statement[0]?.Principal).toEqual({ AWS: 'arn:aws-cn:iam::999999999999:root' });
  });
});
