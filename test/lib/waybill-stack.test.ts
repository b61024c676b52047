import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import type { Catalog } from '../../lambdas/core/catalog/catalog.ts';
import { ENV, type EnvName } from '../../lambdas/env.ts';
import { anEventType, aVersion } from '../doubles/memory-catalog.ts';
import { asList, functionsOf, one, propertiesOf, type Resource, stackOf, statementsOf, templateOf } from './stacks.ts';

const template = templateOf();
/** Names of the functions: their folders, and one name for each lane of `deliver`. */
const FUNCTIONS = ['api', 'bootstrap', 'dead-letter', 'deliver', 'deliver-slow', 'listen', 'publish', 'push', 'sweep'];
const LANE_FUNCTIONS = ['deliver', 'deliver-slow'];

describe('tables', () => {
  const tables = propertiesOf(template, 'AWS::DynamoDB::Table');

  it('are on-demand, encrypted with the customer key, and let rows expire', () => {
    expect(tables).toHaveLength(3);
    for (const table of tables) {
      expect(table).toMatchObject({
        BillingMode: 'PAY_PER_REQUEST',
        TimeToLiveSpecification: { AttributeName: 'expires_at', Enabled: true },
        SSESpecification: {
          SSEEnabled: true,
          SSEType: 'KMS',
          KMSMasterKeyId: { 'Fn::GetAtt': [expect.anything(), 'Arn'] },
        },
      });
    }
  });

  it.each([
    ['control and events by default', {}, { control: true, events: true, deliveries: false }],
    ['all', { deliveries: true }, { control: true, events: true, deliveries: true }],
    ['control always', { events: false }, { control: true, events: false, deliveries: false }],
  ])('are recoverable: %s', (_, pointInTimeRecovery, expected) => {
    const byKeys: Record<string, boolean> = {};
    for (const table of propertiesOf(templateOf({ pointInTimeRecovery }), 'AWS::DynamoDB::Table')) {
      const keys = table.KeySchema.map((key: { AttributeName: string }) => key.AttributeName).join();
      byKeys[keys] = table.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled;
    }
    expect(byKeys).toEqual({
      'tenant,id': expected.control,
      'tenant,event_id': expected.events,
      'destination_id,event_id': expected.deliveries,
    });
  });

  it('have the keys that the stores read by', () => {
    const keys = tables.map(({ KeySchema }) => KeySchema.map((k: { AttributeName: string }) => k.AttributeName).join());
    expect(keys.sort()).toEqual(['destination_id,event_id', 'tenant,event_id', 'tenant,id']);
  });

  it('index unsettled deliveries with only the attributes that are read from there', () => {
    template.hasResourceProperties('AWS::DynamoDB::Table', {
      GlobalSecondaryIndexes: [
        Match.objectLike({
          IndexName: 'unsettled',
          KeySchema: [
            { AttributeName: 'unsettled_tenant', KeyType: 'HASH' },
            { AttributeName: 'event_id', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['type', 'destination_account'] },
        }),
      ],
    });
  });

  it.each([
    ['retain', 'Retain', true],
    ['destroy', 'Delete', false],
  ])('and the key: with removalPolicy %s their DeletionPolicy is %s', (removalPolicy, policy, protection) => {
    const resources = templateOf({ removalPolicy });
    const retained = ['AWS::DynamoDB::Table', 'AWS::KMS::Key'].flatMap((type) =>
      Object.values(resources.findResources(type)),
    );
    expect(new Set(retained.map((resource) => (resource as Resource).DeletionPolicy))).toEqual(new Set([policy]));
    for (const table of propertiesOf(resources, 'AWS::DynamoDB::Table')) {
      expect(table.DeletionProtectionEnabled ?? false).toBe(protection);
    }
  });
});

describe('the key', () => {
  const key = one(propertiesOf(template, 'AWS::KMS::Key'));

  it('is rotated', () => expect(key.EnableKeyRotation).toBe(true));

  it('can be used by every principal that may use a table, but only through DynamoDB', () => {
    const statement = key.KeyPolicy.Statement.find(
      ({ Principal }: { Principal: { AWS: unknown } }) => Principal.AWS === '*',
    );
    expect(statement.Condition.StringEquals).toEqual({
      'kms:CallerAccount': { Ref: 'AWS::AccountId' },
      'kms:ViaService': { 'Fn::Join': ['', ['dynamodb.', { Ref: 'AWS::Region' }, '.amazonaws.com']] },
    });
  });
});

describe('queues', () => {
  const standardQueues = propertiesOf(template, 'AWS::SQS::Queue').filter(({ FifoQueue }) => !FifoQueue);

  it('store deliveries for 14 days, then dead letters for 14 more', () => {
    template.hasResourceProperties('AWS::SQS::Queue', {
      VisibilityTimeout: 120,
      MessageRetentionPeriod: 14 * 24 * 3600,
      RedrivePolicy: { maxReceiveCount: 20, deadLetterTargetArn: Match.anyValue() },
    });
    for (const queue of standardQueues) {
      expect(queue).toMatchObject({ MessageRetentionPeriod: 14 * 24 * 3600, SqsManagedSseEnabled: true });
    }
  });

  it('of deliveries are standard queues, because a held retry would block a FIFO queue', () => {
    expect(standardQueues).toHaveLength(4);
  });

  it('of both lanes have the same settings and the same dead-letter queue', () => {
    const lanes = standardQueues.filter(({ RedrivePolicy }) => RedrivePolicy);
    expect(lanes).toHaveLength(2);
    expect(lanes[0]).toEqual(lanes[1]);
  });

  it('send to each listen session in order, and store for an hour what a socket can also find in the table', () => {
    expect(one(propertiesOf(template, 'AWS::SQS::Queue').filter(({ FifoQueue }) => FifoQueue))).toMatchObject({
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
      MessageRetentionPeriod: 3600,
      SqsManagedSseEnabled: true,
    });
    const { Timeout } = functionsOf(template).get('push');
    const [visible] = propertiesOf(template, 'AWS::SQS::Queue').flatMap((queue) =>
      queue.FifoQueue ? [queue.VisibilityTimeout] : [],
    );
    expect(visible).toBeGreaterThan(Timeout);
  });

  it('refuse callers without TLS', () => {
    const policies = propertiesOf(template, 'AWS::SQS::QueuePolicy');
    expect(policies).toHaveLength(propertiesOf(template, 'AWS::SQS::Queue').length);
    for (const { PolicyDocument } of policies) {
      expect(PolicyDocument.Statement).toContainEqual(
        expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      );
    }
  });
});

describe('functions', () => {
  const functions = functionsOf(template);

  it('are those of lambdas/, and one for each lane', () => expect([...functions.keys()].sort()).toEqual(FUNCTIONS));

  it.each(FUNCTIONS)('%s runs on Node 24 on arm64, logs JSON to its own group and has its own role', (folder) => {
    const own = functions.get(folder);
    expect(own).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: expect.anything() } },
    });
    const sharing = [...functions.values()].filter(
      ({ Role, LoggingConfig }) => Role === own.Role || LoggingConfig.LogGroup.Ref === own.LoggingConfig.LogGroup.Ref,
    );
    expect(sharing).toEqual([own]);
  });

  it.each(FUNCTIONS)('%s gets variables that lambdas/env.ts accepts', (folder) => {
    const { Variables } = functions.get(folder).Environment;
    const byName = new Map(Object.values(ENV).map((variable) => [variable.name as string, variable]));
    for (const [name, value] of Object.entries(Variables).filter(([name]) => name.startsWith('WAYBILL_'))) {
      const variable = byName.get(name);
      expect(variable?.parse(typeof value === 'string' ? value : 'from-another-resource'), name).toBeDefined();
    }
  });

  const TABLES: EnvName[] = ['eventsTable', 'deliveriesTable', 'controlTable'];
  const QUEUES: EnvName[] = ['deliveriesQueueUrl', 'slowDeliveriesQueueUrl'];

  it.each<[string, EnvName[]]>([
    ['publish', [...TABLES, ...QUEUES, 'listenQueueUrl', 'ingestDeadLettersUrl']],
    ['api', [...TABLES, ...QUEUES, 'listenQueueUrl', 'listenUrl', 'connectionsUrl', 'roleTemplateUrl', 'secretsKeyId']],
    ['listen', ['eventsTable', 'controlTable', 'listenQueueUrl', 'connectionsUrl']],
    ['push', ['eventsTable', 'controlTable', 'listenQueueUrl', 'connectionsUrl', 'secretsKeyId']],
    ['deliver', [...TABLES, ...QUEUES, 'lane', 'maxConcurrency', 'secretsKeyId']],
    ['deliver-slow', [...TABLES, ...QUEUES, 'lane', 'maxConcurrency', 'secretsKeyId']],
    ['sweep', [...TABLES, ...QUEUES, 'listenQueueUrl']],
    ['dead-letter', [...TABLES, ...QUEUES]],
    ['bootstrap', ['controlTable', 'platformKeysSecretId']],
  ])('%s gets the names of %j besides the settings of the stage', (folder, names) => {
    const settings: EnvName[] = [
      'stage',
      'platformName',
      'platformAccount',
      'defaultApiVersion',
      'eventCheck',
      'unknownTypes',
      'signatureHeader',
      'deliveryTimeoutMs',
      'fastLaneTimeoutMs',
      'destinationLimit',
      'rateLimitPerKey',
      'rateLimitPerAccount',
      'dueShards',
      'shards',
      'rowFormat',
      'drainRatePerSecond',
      'drainCapacityPerSecond',
      'inFlightLimit',
      'disableFailingAfterDays',
      'healthTopicArn',
      'timeScale',
      'permitPrivateEndpoints',
      'eventBridgePartnerMode',
      'awsAccountId',
      'permitOwnAccountBuses',
    ];
    const given = Object.keys(functions.get(folder).Environment.Variables).filter((name) =>
      name.startsWith('WAYBILL_'),
    );
    expect(given.sort()).toEqual([...settings, ...names].map((name) => ENV[name].name).sort());
  });

  it('that make event keys are updated last, and the one that reads all lists of deliveries first', () => {
    const resources = Object.entries(template.findResources('AWS::Lambda::Function')).filter(
      ([, { Properties }]) => Properties.Environment?.Variables?.POWERTOOLS_SERVICE_NAME,
    );
    const updatedBefore = (folder: string) => {
      const idOf = new Map(
        resources.map(([id, { Properties }]) => [id, Properties.Environment.Variables.POWERTOOLS_SERVICE_NAME]),
      );
      const [, found] = resources.find(([id]) => idOf.get(id) === folder) ?? [];
      return (found?.DependsOn ?? []).flatMap((id: string) => idOf.get(id) ?? []).sort();
    };
    expect(updatedBefore('api')).toEqual(FUNCTIONS.filter((folder) => folder !== 'api' && folder !== 'publish'));
    expect(updatedBefore('publish')).toEqual(['api']);
    expect(updatedBefore('push')).toEqual(['sweep']);
    expect(updatedBefore('deliver')).toEqual(['sweep']);
    expect(updatedBefore('sweep')).toEqual([]);
  });

  it('get the settings of the stage for failing destinations', () => {
    const healthTopicArn = 'arn:aws:sns:eu-west-1:111122223333:health';
    const topical = functionsOf(templateOf({ healthTopicArn, disableFailingAfterDays: 0 }));
    expect(topical.get('sweep').Environment.Variables).toMatchObject({
      WAYBILL_HEALTH_TOPIC_ARN: healthTopicArn,
      WAYBILL_DISABLE_FAILING_AFTER_DAYS: '0',
    });
    expect(functions.get('sweep').Environment.Variables).toMatchObject({ WAYBILL_HEALTH_TOPIC_ARN: 'none' });
  });

  it('get the settings of the stage for checks and unknown types', () => {
    const strict = functionsOf(templateOf({ eventCheck: 'warn', unknownTypes: 'block' }));
    for (const folder of ['publish', 'api']) {
      expect(strict.get(folder).Environment.Variables).toMatchObject({
        WAYBILL_EVENT_CHECK: 'warn',
        WAYBILL_UNKNOWN_TYPES: 'block',
      });
    }
  });

  it('never deliver to private addresses or in scaled time once deployed', () => {
    for (const { Environment } of functions.values()) {
      expect(Environment.Variables).toMatchObject({
        WAYBILL_PERMIT_PRIVATE_ENDPOINTS: 'false',
        WAYBILL_TIME_SCALE: '1',
      });
    }
  });

  it('finish before the visibility timeout of their queue', () => {
    for (const name of LANE_FUNCTIONS) expect(functions.get(name)).toMatchObject({ Timeout: 60, MemorySize: 512 });
  });

  it('deliver in one lane each, with the concurrency and the batches that the stage sets', () => {
    const settings = {
      deliverMaxConcurrency: 20,
      slowLane: { maxConcurrency: 7, batchSize: 3 },
      fastLaneTimeoutMs: 2_000,
    };
    const sized = templateOf(settings);
    const lanes = LANE_FUNCTIONS.map((name) => functionsOf(sized).get(name).Environment.Variables);
    expect(lanes).toMatchObject([
      { WAYBILL_LANE: 'fast', WAYBILL_FAST_LANE_TIMEOUT_MS: '2000' },
      { WAYBILL_LANE: 'slow' },
    ]);
    const sourceOf = (queue: RegExp) =>
      propertiesOf(sized, 'AWS::Lambda::EventSourceMapping').find((source) =>
        queue.test(source.EventSourceArn['Fn::GetAtt'][0]),
      );
    expect(sourceOf(/^DeliveriesQueue/)).toMatchObject({ BatchSize: 10, ScalingConfig: { MaximumConcurrency: 20 } });
    expect(sourceOf(/^DeliveriesSlowQueue/)).toMatchObject({ BatchSize: 3, ScalingConfig: { MaximumConcurrency: 7 } });
  });

  it('drain at the rate of the stage, and all together as fast as the slow lane attempts', () => {
    const sized = templateOf({ drainRatePerSecond: 7, slowLane: { maxConcurrency: 20, batchSize: 5 } });
    expect(functionsOf(sized).get('sweep').Environment.Variables).toMatchObject({
      WAYBILL_DRAIN_RATE_PER_SECOND: '7',
      WAYBILL_DRAIN_CAPACITY_PER_SECOND: '100',
    });
  });

  it.each(LANE_FUNCTIONS)('%s can look up the names of a batch at once, even when some name servers hang', (name) => {
    // Node uses at most half of the threads for lookups.
    expect(Number(functions.get(name).Environment.Variables.UV_THREADPOOL_SIZE)).toBeGreaterThanOrEqual(2 * 10);
  });

  it('store logs for as long as the stage sets', () => {
    const days = propertiesOf(templateOf({ logRetentionDays: 90 }), 'AWS::Logs::LogGroup').map(
      (g) => g.RetentionInDays,
    );
    expect(new Set(days)).toEqual(new Set([90]));
  });
});

describe('the stack', () => {
  it('outputs every URL, bus, key and queue', () => {
    expect(Object.keys(template.findOutputs('*')).sort()).toEqual([
      'AlarmTopicArn',
      'ApiUrl',
      'BootstrapFunctionName',
      'ControlTableName',
      'DashboardUrl',
      'DeadLetterQueueUrl',
      'DeliveriesQueueUrl',
      'DeliveriesTableName',
      'EventsTableName',
      'IngestBusArn',
      'IngestBusName',
      'IngestDeadLetterQueueUrl',
      'KeyArn',
      'ListenUrl',
      'PlatformKeysSecretArn',
      'PublishFunctionName',
      'SlowDeliveriesQueueUrl',
      'WorkbenchUrl',
    ]);
  });

  it('creates the first keys through a function that CloudFormation calls', () => {
    template.hasResourceProperties('Custom::WaybillPlatformKeys', {
      PlatformAccount: 'acct_platform',
      PlatformName: 'acme',
    });
    template.resourceCountIs('AWS::SecretsManager::Secret', 1);
  });
});

describe('the catalog', () => {
  const withCatalog = (catalog?: Catalog) => Template.fromStack(stackOf({}, 'test', catalog).stack);
  const hashOf = (of: Template): string => one(propertiesOf(of, 'Custom::WaybillPlatformKeys')).CatalogHash;
  const versionOf = (of: Template) => functionsOf(of).get('publish').Environment.Variables[ENV.defaultApiVersion.name];
  const catalog = { versions: [aVersion({ version: '2027-01-01' })], types: [anEventType()] };

  it('is published again only when it changed', () => {
    const hash = hashOf(withCatalog(catalog));
    expect(hashOf(withCatalog(structuredClone(catalog)))).toBe(hash);
    expect(hashOf(withCatalog({ ...catalog, types: [] }))).not.toBe(hash);
    expect(hashOf(template)).not.toBe(hash);
  });

  it('sets the default version; without one the stage does', () => {
    expect([versionOf(withCatalog(catalog)), versionOf(template)]).toEqual(['2027-01-01', '2026-01-01']);
  });

  it('is published by a function that compares it with the stored catalog', () => {
    const actions = statementsOf(template, 'bootstrap').flatMap(({ Action }) => asList(Action));
    expect(actions).toEqual(expect.arrayContaining(['dynamodb:Query', 'dynamodb:PutItem']));
  });
});
