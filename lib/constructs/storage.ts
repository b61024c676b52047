/** The tables and their encryption key. */
import { Aws, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { GraphWidget, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { EXPIRY_ATTRIBUTE, type KeyShape, TABLE_SHAPES, type TableId } from '../tables/shape.ts';
import { type Monitoring, PERIOD, sumOf } from './monitoring/monitoring.ts';
import type { BoundTable } from './node-function.ts';

export interface StorageProps {
  /** Tables with point-in-time recovery, beside the control table. */
  readonly pointInTimeRecovery: { readonly events: boolean; readonly deliveries: boolean };
  /** Names of existing tables that are used instead of new ones. */
  readonly tables: Readonly<Partial<Record<TableId, string | undefined>>>;
  readonly removalPolicy: RemovalPolicy;
  readonly monitoring: Monitoring;
}

const text = (name: string) => ({ name, type: AttributeType.STRING });

const keysOf = ({ partitionKey, sortKey }: KeyShape) => ({ partitionKey: text(partitionKey), sortKey: text(sortKey) });

export class Storage extends Construct {
  /**
   * Encrypts the tables and the data keys of signing secrets. Conditions separate the two uses: table data is encrypted only through
   * DynamoDB, data keys only with their encryption context.
   */
  readonly key: Key;
  /** Events by tenant, in the order of publishing. */
  readonly events: BoundTable;
  /** Deliveries by destination, and the due list by its shards. */
  readonly deliveries: BoundTable;
  /** Accounts, key hashes, destinations, idempotency records. */
  readonly control: BoundTable;

  constructor(scope: Construct, id: string, props: StorageProps) {
    super(scope, id);
    const { removalPolicy, monitoring } = props;
    this.key = new Key(this, 'Key', {
      description: 'Waybill: tables, and data keys of signing secrets',
      enableKeyRotation: true,
      removalPolicy,
    });
    this.key.addToResourcePolicy(dynamoDbOnly());

    this.events = this.#table('Events', 'events', props);
    this.deliveries = this.#table('Deliveries', 'deliveries', props);
    this.control = this.#table('Control', 'control', props);

    this.#watch(monitoring, {
      Events: { table: this.events },
      Deliveries: { table: this.deliveries },
      UnsettledIndex: { table: this.deliveries, index: 'unsettled' },
      Control: { table: this.control },
    });
  }

  /** Creates a table, or names an existing one. The settings of an existing table are not part of the stack. */
  #table(id: string, tableId: TableId, { tables, pointInTimeRecovery, removalPolicy }: StorageProps): BoundTable {
    const { index, ...keys } = TABLE_SHAPES[tableId];
    const tableName = tables[tableId];
    if (tableName !== undefined) return Table.fromTableName(this, id, tableName);
    const pointInTimeRecoveryEnabled = tableId === 'control' || pointInTimeRecovery[tableId];
    const table = new Table(this, id, {
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: this.key,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled },
      timeToLiveAttribute: EXPIRY_ATTRIBUTE,
      removalPolicy,
      deletionProtection: removalPolicy === RemovalPolicy.RETAIN,
      ...keysOf(keys),
    });
    if (index) {
      table.addGlobalSecondaryIndex({
        indexName: index.name,
        ...keysOf(index),
        projectionType: ProjectionType.INCLUDE,
        nonKeyAttributes: [...index.attributes],
      });
    }
    if (!pointInTimeRecoveryEnabled) {
      Validations.of(table).acknowledge({
        id: 'AwsSolutions-DDB3',
        reason: 'The setting pointInTimeRecovery turns it off: see decision 98 in docs/decisions.md.',
      });
    }
    return table;
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
  readonly table: BoundTable;
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
