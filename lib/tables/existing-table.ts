/**
 * Compares an existing table with one that the stack would create. A restore keeps the keys, the indexes and the billing mode, but
 * not the settings that have a command here.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/pointintimerecovery_restores.html
 */
import {
  type ContinuousBackupsDescription,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  type KeySchemaElement,
  type TableDescription,
  type TimeToLiveDescription,
} from '@aws-sdk/client-dynamodb';
import { EXPIRY_ATTRIBUTE, type KeyShape, TABLE_SHAPES, type TableId } from './shape.ts';

/** A table as DynamoDB describes it. */
export interface ExistingTable {
  readonly name: string;
  readonly table: TableDescription | undefined;
  readonly timeToLive: TimeToLiveDescription | undefined;
  readonly backups: ContinuousBackupsDescription | undefined;
}

export interface TableProblem {
  readonly text: string;
  /** Arguments of `aws dynamodb` that solve it. Without them, the table cannot be used. */
  readonly command?: string;
}

export async function readTable(client: Pick<DynamoDBClient, 'send'>, name: string): Promise<ExistingTable> {
  const TableName = name;
  const [{ Table }, { TimeToLiveDescription }, { ContinuousBackupsDescription }] = await Promise.all([
    client.send(new DescribeTableCommand({ TableName })),
    client.send(new DescribeTimeToLiveCommand({ TableName })),
    client.send(new DescribeContinuousBackupsCommand({ TableName })),
  ]);
  return { name, table: Table, timeToLive: TimeToLiveDescription, backups: ContinuousBackupsDescription };
}

export interface TableNeeds {
  /** ARN of the key of the stack, which encrypts its own tables. */
  readonly keyArn: string;
  /** Whether the stage has point-in-time recovery for the table. */
  readonly pointInTimeRecovery: boolean;
}

export function problemsOfTable(id: TableId, existing: ExistingTable, needs: TableNeeds): TableProblem[] {
  return [...shapeProblems(id, existing), ...settingProblems(existing, needs)];
}

function shapeProblems(id: TableId, { table }: ExistingTable): TableProblem[] {
  const { index, ...keys } = TABLE_SHAPES[id];
  if (keysOf(table?.KeySchema) !== shapeOf(keys)) {
    return [{ text: `Its keys are ${keysOf(table?.KeySchema)}. Those of the table ${id} are ${shapeOf(keys)}.` }];
  }
  if (!index) return [];
  const found = table?.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === index.name);
  const attributes = found?.Projection?.NonKeyAttributes ?? [];
  if (
    keysOf(found?.KeySchema) === shapeOf(index) &&
    index.attributes.every((name) => attributes.includes(name)) &&
    found?.IndexStatus === 'ACTIVE'
  ) {
    return [];
  }
  return [
    {
      text: `It has no active index ${index.name} with the keys ${shapeOf(index)} and the attributes ${index.attributes.join(', ')}.`,
    },
  ];
}

const keysOf = (schema: readonly KeySchemaElement[] = []): string =>
  schema.map(({ AttributeName }) => AttributeName).join(' and ');
const shapeOf = ({ partitionKey, sortKey }: KeyShape): string => `${partitionKey} and ${sortKey}`;

function settingProblems(
  { name, table, timeToLive, backups }: ExistingTable,
  { keyArn, pointInTimeRecovery }: TableNeeds,
): TableProblem[] {
  const command = (operation: string, rest: string) => `${operation} --table-name ${name} ${rest}`;
  const problems: (TableProblem | false)[] = [
    table?.TableStatus !== 'ACTIVE' && {
      text: `Its status is ${table?.TableStatus}.`,
      command: `wait table-exists --table-name ${name}`,
    },
    table?.BillingModeSummary?.BillingMode !== 'PAY_PER_REQUEST' && {
      text: 'Its capacity is provisioned, not on demand.',
      command: command('update-table', '--billing-mode PAY_PER_REQUEST'),
    },
    table?.SSEDescription?.KMSMasterKeyArn !== keyArn && {
      text: 'It is not encrypted with the key of the stack.',
      command: command('update-table', `--sse-specification Enabled=true,SSEType=KMS,KMSMasterKeyId=${keyArn}`),
    },
    !isExpiring(timeToLive) && {
      text: `Rows do not expire by ${EXPIRY_ATTRIBUTE}: the table grows without end.`,
      command: command(
        'update-time-to-live',
        `--time-to-live-specification Enabled=true,AttributeName=${EXPIRY_ATTRIBUTE}`,
      ),
    },
    pointInTimeRecovery &&
      backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus !== 'ENABLED' && {
        text: 'Point-in-time recovery is off.',
        command: command(
          'update-continuous-backups',
          '--point-in-time-recovery-specification PointInTimeRecoveryEnabled=true',
        ),
      },
    table?.DeletionProtectionEnabled !== true && {
      text: 'It is not protected from deletion.',
      command: command('update-table', '--deletion-protection-enabled'),
    },
  ];
  return problems.filter((problem) => problem !== false);
}

/** DynamoDB takes up to an hour to enable it, in which no second change is accepted. */
const isExpiring = (timeToLive: TimeToLiveDescription | undefined): boolean =>
  timeToLive?.AttributeName === EXPIRY_ATTRIBUTE &&
  (timeToLive.TimeToLiveStatus === 'ENABLED' || timeToLive.TimeToLiveStatus === 'ENABLING');
