import { type DynamoDBClient, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { checkTables } from '../../../lib/tables/check.ts';
import { propertiesOf, templateOf } from '../stacks.ts';

const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/0f0f';
const [events] = propertiesOf(templateOf(), 'AWS::DynamoDB::Table');
const needs = { keyArn: KEY, pointInTimeRecovery: true };

/** Returns a client of an AWS account with one table of events, `restored`. */
function clientWith(TimeToLiveStatus: 'ENABLED' | 'DISABLED') {
  const responses: Record<string, object> = {
    DescribeTableCommand: {
      Table: {
        TableStatus: 'ACTIVE',
        KeySchema: events.KeySchema,
        BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
        SSEDescription: { KMSMasterKeyArn: KEY },
        DeletionProtectionEnabled: true,
      },
    },
    DescribeTimeToLiveCommand: { TimeToLiveDescription: { TimeToLiveStatus, AttributeName: 'expires_at' } },
    DescribeContinuousBackupsCommand: {
      ContinuousBackupsDescription: {
        ContinuousBackupsStatus: 'ENABLED',
        PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'ENABLED' },
      },
    },
  };
  const send = async (command: { readonly input: { readonly TableName?: string } }) => {
    if (command.input.TableName === 'restored') return responses[command.constructor.name];
    throw new ResourceNotFoundException({ message: 'Requested resource not found', $metadata: {} });
  };
  return { send } as unknown as DynamoDBClient;
}

async function check(client: DynamoDBClient, name: string) {
  const lines: string[] = [];
  const passed = await checkTables(client, [{ id: 'events', name }], needs, (line) => lines.push(line));
  return { passed, lines };
}

it('passes when a table has what the stack needs', async () => {
  expect(await check(clientWith('ENABLED'), 'restored')).toEqual({
    passed: true,
    lines: ['events: restored has what the stack needs.'],
  });
});

it('fails and prints the command for each setting that is missing', async () => {
  const { passed, lines } = await check(clientWith('DISABLED'), 'restored');
  expect(passed).toBe(false);
  expect(lines).toEqual([
    'events: restored needs changes.',
    expect.stringMatching(/^ {2}Rows do not expire .*\n {4}aws dynamodb update-time-to-live --table-name restored /),
  ]);
});

it('fails when a table does not exist', async () => {
  expect(await check(clientWith('ENABLED'), 'other')).toMatchObject({
    passed: false,
    lines: ['events: other needs changes.', expect.stringContaining('does not exist')],
  });
});
