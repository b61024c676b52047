/** The tables and their encryption key. */
import { Aws, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { GraphWidget, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  Table,
  TableEncryption,
  type TableProps,
} from 'aws-cdk-lib/aws-dynamodb';
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { type Monitoring, PERIOD, sumOf } from './monitoring/monitoring.ts';

export interface StorageProps {
  /** Tables with point-in-time recovery, beside the control table. */
  readonly pointInTimeRecovery: { readonly events: boolean; readonly deliveries: boolean };
  readonly removalPolicy: RemovalPolicy;
  readonly monitoring: Monitoring;
}

const recoverable = (pointInTimeRecoveryEnabled: boolean) => ({
  pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled },
});

const text = (name: string) => ({ name, type: AttributeType.STRING });

export class Storage extends Construct {
  /**
   * Encrypts the tables and the data keys of signing secrets. Conditions separate the two uses: table data is encrypted only through
   * DynamoDB, data keys only with their encryption context.
   */
  readonly key: Key;
  /** Events by tenant, in the order of publishing. */
  readonly events: Table;
  /** Deliveries by destination, and the due list by its shards. */
  readonly deliveries: Table;
  /** Accounts, key hashes, destinations, idempotency records. */
  readonly control: Table;

  constructor(scope: Construct, id: string, { pointInTimeRecovery, removalPolicy, monitoring }: StorageProps) {
    super(scope, id);
    this.key = new Key(this, 'Key', {
      description: 'Waybill: tables, and data keys of signing secrets',
      enableKeyRotation: true,
      removalPolicy,
    });
    this.key.addToResourcePolicy(dynamoDbOnly());

    const common = {
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: this.key,
      timeToLiveAttribute: 'expires_at',
      removalPolicy,
      deletionProtection: removalPolicy === RemovalPolicy.RETAIN,
    } satisfies Partial<TableProps>;
    this.events = new Table(this, 'Events', {
      ...common,
      ...recoverable(pointInTimeRecovery.events),
      partitionKey: text('tenant'),
      sortKey: text('event_id'),
    });
    this.deliveries = new Table(this, 'Deliveries', {
      ...common,
      ...recoverable(pointInTimeRecovery.deliveries),
      partitionKey: text('destination_id'),
      sortKey: text('event_id'),
    });
    // A sparse index: a delivery that succeeds at its first attempt is not in it.
    this.deliveries.addGlobalSecondaryIndex({
      indexName: 'unsettled',
      partitionKey: text('unsettled_tenant'),
      sortKey: text('event_id'),
      projectionType: ProjectionType.INCLUDE,
      // Attributes that never change, so that another failed attempt does not write to the index.
      nonKeyAttributes: ['type', 'destination_account'],
    });
    this.control = new Table(this, 'Control', {
      ...common,
      ...recoverable(true),
      partitionKey: text('tenant'),
      sortKey: text('id'),
    });
    for (const name of ['events', 'deliveries'] as const) {
      if (pointInTimeRecovery[name]) continue;
      Validations.of(this[name]).acknowledge({
        id: 'AwsSolutions-DDB3',
        reason: 'The setting pointInTimeRecovery turns it off: see decision 98 in docs/decisions.md.',
      });
    }

    this.#watch(monitoring, {
      Events: { table: this.events },
      Deliveries: { table: this.deliveries },
      UnsettledIndex: { table: this.deliveries, index: 'unsettled' },
      Control: { table: this.control },
    });
  }

  #watch(monitoring: Monitoring, all: Readonly<Record<string, Throttled>>): void {
    const graph = new GraphWidget({ title: 'Table throttles', width: 24 });
    for (const [name, of] of Object.entries(all)) {
      const read = throttles(of, 'ReadThrottleEvents');
      const write = throttles(of, 'WriteThrottleEvents');
      graph.addLeftMetric(read.with({ label: `${name} read` }));
      graph.addLeftMetric(write.with({ label: `${name} write` }));
      monitoring.alarm(`${name}Throttles`, {
        severity: 'ticket',
        metric: sumOf({ read, write }),
        threshold: MANY_THROTTLES,
        periods: 2,
        meaning: `DynamoDB throttles requests (${name}). They are retried; deliveries and API calls are slower.`,
        runbook: 'TableThrottles',
      });
    }
    monitoring.show('tables', graph);
  }
}

/** Throttled requests in five minutes. The SDK retries them, and a partition throttles for a moment while it is split. */
const MANY_THROTTLES = 100;

/**
 * Allows every principal that has access to a table to use the key, but only through DynamoDB.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
 */
const dynamoDbOnly = (): PolicyStatement =>
  new PolicyStatement({
    sid: 'ThroughDynamoDB',
    principals: [new AnyPrincipal()],
    actions: [
      'kms:Encrypt',
      'kms:Decrypt',
      'kms:ReEncryptFrom',
      'kms:ReEncryptTo',
      'kms:GenerateDataKey',
      'kms:GenerateDataKeyWithoutPlaintext',
      'kms:DescribeKey',
      'kms:CreateGrant',
    ],
    resources: ['*'],
    conditions: {
      StringEquals: { 'kms:CallerAccount': Aws.ACCOUNT_ID, 'kms:ViaService': `dynamodb.${Aws.REGION}.amazonaws.com` },
    },
  });

interface Throttled {
  readonly table: Table;
  readonly index?: string;
}

/**
 * Returns the number of throttled requests. The metric of a table does not include its indexes, although a throttled index makes
 * writes to the table fail.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
 */
const throttles = ({ table, index }: Throttled, metricName: 'ReadThrottleEvents' | 'WriteThrottleEvents'): Metric =>
  new Metric({
    namespace: 'AWS/DynamoDB',
    metricName,
    dimensionsMap: { TableName: table.tableName, ...(index === undefined ? {} : { GlobalSecondaryIndexName: index }) },
    statistic: 'Sum',
    period: PERIOD,
  });
