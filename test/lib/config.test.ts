import { App } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { parseStageConfig, readStageConfig } from '../../lib/config.ts';

const CERTIFICATE = 'arn:aws:acm:us-east-1:111122223333:certificate/0f0f';

const nodeWith = (context: Record<string, unknown>) => new App({ context }).node;

describe('the settings of a stage', () => {
  it('require only a platform name', () => {
    expect(parseStageConfig('prod', { platformName: 'acme' })).toEqual({
      stage: 'prod',
      stackName: 'Waybill-prod',
      platformName: 'acme',
      platformAccount: 'acct_platform',
      defaultApiVersion: '2026-01-01',
      eventCheck: 'off',
      unknownTypes: 'allow',
      signatureHeader: 'Stripe-Signature',
      deliveryTimeoutMs: 10_000,
      destinationLimit: 16,
      dueShards: 8,
      shards: 1,
      rowFormat: 'full',
      drainRatePerSecond: 50,
      ingestRules: [{ livemode: true, detail: 'request' }],
      inFlightLimit: 60_000,
      disableFailingAfterDays: 5,
      deliverMaxConcurrency: 50,
      fastLaneTimeoutMs: 3_000,
      slowLane: { maxConcurrency: 50, batchSize: 10 },
      logRetentionDays: 30,
      accessLog: true,
      pointInTimeRecovery: { events: true, deliveries: false },
      rateLimit: { perKey: { perSecond: 1000, burst: 2000 }, perAccount: { perSecond: 1000, burst: 2000 } },
      objectives: { calls: 99.9, withinTenSeconds: 99, attempts: 99.9 },
      tags: {},
      runbookUrl: 'docs/operations/alarms.md',
      workbench: true,
      quickCreateLinks: false,
      permitOwnAccountBuses: false,
      eventBridgePartnerMode: false,
      tracing: 'none',
      deploymentPreference: 'all-at-once',
      tables: {},
      removalPolicy: 'retain',
    });
  });

  it.each([
    ['platformName', 'Acme Inc'],
    ['stackName', 'Acme Inc'],
    ['stackName', 'A'.repeat(37)],
    ['platformAccount', 'platform'],
    ['defaultApiVersion', 'v1'],
    ['eventCheck', 'on'],
    ['unknownTypes', 'warn'],
    ['signatureHeader', 'X Signature'],
    ['deliveryTimeoutMs', 30_001],
    ['destinationLimit', 0],
    ['dueShards', 1.5],
    ['accessLog', 'sampled'],
    ['rowFormat', 'small'],
    ['pointInTimeRecovery', { control: false }],
    ['shards', 33],
    ['drainRatePerSecond', 0],
    ['drainRatePerSecond', 1001],
    ['inFlightLimit', 120_001],
    ['deliverMaxConcurrency', 1],
    ['deliverMaxConcurrency', 1001],
    ['fastLaneTimeoutMs', 99],
    ['slowLane', { maxConcurrency: 1 }],
    ['slowLane', { batchSize: 11 }],
    ['ingestRules', []],
    ['ingestRules', [{ livemode: 'yes' }]],
    ['ingestRules', [{ pattern: {} }]],
    ['ingestRules', [{ pattern: { source: 'acme.orders' } }]],
    ['ingestRules', [{ pattern: { detailType: ['x'] } }]],
    ['ingestRules', [{ accountField: 'tenant.id' }]],
    ['ingestRules', [{ detail: 'object', accountField: 'a..b' }]],
    ['ingestRules', [{ detail: 'object', accountField: 'id', account: 'acct_shop' }]],
    ['logRetentionDays', 8],
    ['throttle', { rate: 10 }],
    ['rateLimit', { perKey: { perSecond: 10 } }],
    ['rateLimit', { perAccount: { perSecond: 0, burst: 1 } }],
    ['tracing', 'otel'],
    ['deploymentPreference', 'linear'],
    ['tables', { events: 'a table' }],
    ['tables', { accounts: 'restored' }],
    ['alarmEmail', 'nobody'],
    ['alarmTopicArn', 'my-topic'],
    ['ticketTopicArn', 'my-topic'],
    ['healthTopicArn', 'my-topic'],
    ['disableFailingAfterDays', 31],
    ['runbookUrl', 'runbooks'],
    ['objectives', { calls: 100 }],
    ['objectives', { calls: 99.9999 }],
    ['objectives', { publish: 99 }],
    ['monthlyBudgetUsd', 0],
    ['monthlyBudgetUsd', '50'],
    ['tags', { 'aws:team': 'payments' }],
    ['tags', { 'waybill:stage': 'prod' }],
    ['tags', { team: 'a;b' }],
    ['tags', { team: '' }],
    ['tags', { team: 'x'.repeat(257) }],
    ['tags', Object.fromEntries(Array.from({ length: 41 }, (_, index) => [`tag${index}`, 'x']))],
    ['workbench', 'no'],
    ['workbenchDomain', { name: 'workbench.example.com' }],
    ['workbenchDomain', { name: 'https://workbench.example.com/', certificateArn: CERTIFICATE }],
    ['workbenchDomain', { name: 'workbench.example.com', certificateArn: CERTIFICATE.replace('us-east', 'eu-west') }],
    ['eventBridgePartnerMode', 'yes'],
    ['removalPolicy', 'snapshot'],
  ])('are rejected with the name of the field when %s is %j', (field, value) => {
    const parse = () => parseStageConfig('prod', { platformName: 'acme', [field]: value });
    expect(parse).toThrow(`waybill.stages.prod.${field}`);
  });

  it('are rejected with every invalid field at once', () => {
    const parse = () => parseStageConfig('prod', { dueShards: 0, destinationLimit: 0 });
    expect(parse).toThrow(/prod\.platformName.*\n.*prod\.destinationLimit.*\n.*prod\.dueShards/);
  });

  it('are rejected when a field is unknown, so that a misspelled field is found', () => {
    expect(() => parseStageConfig('prod', { platformName: 'acme', logRetention: 7 })).toThrow('logRetention');
  });

  it('accept an address or a topic for alarms, not both', () => {
    const alarms = { alarmEmail: 'ops@example.com', alarmTopicArn: 'arn:aws:sns:eu-west-1:111122223333:ops' };
    expect(() => parseStageConfig('prod', { platformName: 'acme', ...alarms })).toThrow('prod.alarmEmail');
  });

  it('are rejected for a stage whose name cannot be part of a resource name', () => {
    expect(() => parseStageConfig('Prod/EU', { platformName: 'acme' })).toThrow('stage should be');
  });
});

describe('choosing a stage', () => {
  const waybill = { stages: { dev: { platformName: 'dev-acme' }, prod: { platformName: 'acme' } } };

  it('returns the stage named in the context', () => {
    expect(readStageConfig(nodeWith({ stage: 'prod', waybill }))).toMatchObject({
      stage: 'prod',
      stackName: 'Waybill-prod',
      platformName: 'acme',
    });
  });

  it('returns dev when no stage is named', () => {
    expect(readStageConfig(nodeWith({ waybill })).stage).toBe('dev');
  });

  it('lists the known stages when the named stage does not exist', () => {
    expect(() => readStageConfig(nodeWith({ stage: 'prd', waybill }))).toThrow('"prd"');
    expect(() => readStageConfig(nodeWith({ stage: 'prd', waybill }))).toThrow('Known stages: dev, prod');
  });

  it('accepts every stage of cdk.json', () => {
    for (const stage of Object.keys(cdkJson.context.waybill.stages)) {
      expect(readStageConfig(nodeWith({ ...cdkJson.context, stage })).stage).toBe(stage);
    }
  });
});
