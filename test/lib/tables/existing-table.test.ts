import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { type ExistingTable, problemsOfTable, readTable } from '../../../lib/tables/existing-table.ts';
import { propertiesOf, templateOf } from '../stacks.ts';

const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/0f0f';
const [, deliveries] = propertiesOf(templateOf(), 'AWS::DynamoDB::Table');

/** The table of deliveries as the stack creates it. */
function aTable(over: Partial<ExistingTable> = {}, table: ExistingTable['table'] = {}): ExistingTable {
  return {
    name: 'restored',
    table: {
      TableStatus: 'ACTIVE',
      KeySchema: deliveries.KeySchema,
      GlobalSecondaryIndexes: deliveries.GlobalSecondaryIndexes.map((index: object) => ({
        ...index,
        IndexStatus: 'ACTIVE',
      })),
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      SSEDescription: { Status: 'ENABLED', SSEType: 'KMS', KMSMasterKeyArn: KEY },
      DeletionProtectionEnabled: true,
      ...table,
    },
    timeToLive: { TimeToLiveStatus: 'ENABLED', AttributeName: 'expires_at' },
    backups: {
      ContinuousBackupsStatus: 'ENABLED',
      PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'ENABLED' },
    },
    ...over,
  };
}

const check = (table: ExistingTable, id: 'deliveries' | 'events' = 'deliveries', pointInTimeRecovery = true) =>
  problemsOfTable(id, table, { keyArn: KEY, pointInTimeRecovery });

describe('an existing table', () => {
  it('that is like the one of the stack has no problem', () => {
    expect(check(aTable())).toEqual([]);
    expect(check(aTable({ timeToLive: { TimeToLiveStatus: 'ENABLING', AttributeName: 'expires_at' } }))).toEqual([]);
  });

  it('that was just restored needs what a restore does not bring back, each with its command', () => {
    const restored = aTable(
      {
        timeToLive: { TimeToLiveStatus: 'DISABLED' },
        backups: {
          ContinuousBackupsStatus: 'ENABLED',
          PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'DISABLED' },
        },
      },
      { DeletionProtectionEnabled: false },
    );
    expect(check(restored).map(({ command }) => command)).toEqual([
      'update-time-to-live --table-name restored --time-to-live-specification Enabled=true,AttributeName=expires_at',
      'update-continuous-backups --table-name restored --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true',
      'update-table --table-name restored --deletion-protection-enabled',
    ]);
    expect(check(restored, 'deliveries', false)).toHaveLength(2);
  });

  it.each<[string, ExistingTable['table'], RegExp]>([
    ['that is still restored', { TableStatus: 'CREATING' }, /^wait table-exists/],
    ['with provisioned capacity', { BillingModeSummary: { BillingMode: 'PROVISIONED' } }, /--billing-mode PAY_PER/],
    ['with a key of AWS', { SSEDescription: undefined }, new RegExp(`KMSMasterKeyId=${KEY}$`)],
  ])('%s needs a change', (_, table, command) => {
    expect(check(aTable({}, table))).toEqual([{ text: expect.any(String), command: expect.stringMatching(command) }]);
  });

  it('of another kind cannot be used', () => {
    expect(check(aTable(), 'events')).toEqual([
      { text: 'Its keys are destination_id and event_id. Those of the table events are tenant and event_id.' },
    ]);
  });

  it.each<[string, ExistingTable['table']]>([
    ['without its index', { GlobalSecondaryIndexes: [] }],
    ['whose index is still built', aTable({}, { GlobalSecondaryIndexes: deliveries.GlobalSecondaryIndexes }).table],
  ])('%s cannot be used', (_, table) => {
    expect(check(aTable({}, table))).toEqual([{ text: expect.stringContaining('no active index unsettled') }]);
  });

  it('is read with three calls', async () => {
    const responses: Record<string, object> = {
      DescribeTableCommand: { Table: { TableName: 'restored' } },
      DescribeTimeToLiveCommand: { TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' } },
      DescribeContinuousBackupsCommand: { ContinuousBackupsDescription: { ContinuousBackupsStatus: 'ENABLED' } },
    };
    const client = { send: async (command: object) => responses[command.constructor.name] };
    expect(await readTable(client as unknown as DynamoDBClient, 'restored')).toEqual({
      name: 'restored',
      table: { TableName: 'restored' },
      timeToLive: { TimeToLiveStatus: 'DISABLED' },
      backups: { ContinuousBackupsStatus: 'ENABLED' },
    });
  });
});
