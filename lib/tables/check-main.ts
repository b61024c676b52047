/** `npm run tables:check`: checks that existing tables have what the stack needs and what a restore does not bring back. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { readOptions, USAGE } from '../command-line.ts';
import { checkTables } from './check.ts';
import { TABLE_IDS } from './shape.ts';

const HELP = `Checks tables before the setting "tables" of a stage names them. Exits with 1 when one needs a change.

  npm run tables:check -- --key <ARN> [--events <name>] [--deliveries <name>] [--control <name>]

  --key           output KeyArn of the stack
  --no-recovery   for a stage whose setting pointInTimeRecovery is off for these tables`;

const values = readOptions(
  {
    key: { type: 'string' },
    events: { type: 'string' },
    deliveries: { type: 'string' },
    control: { type: 'string' },
    'no-recovery': { type: 'boolean' },
  },
  HELP,
);
if (values) {
  const named = TABLE_IDS.flatMap((id) => (values[id] ? [{ id, name: values[id] }] : []));
  if (values.key === undefined || named.length === 0) {
    console.error(HELP);
    process.exitCode = USAGE;
  } else {
    const needs = { keyArn: values.key, pointInTimeRecovery: !values['no-recovery'] };
    process.exitCode = (await checkTables(new DynamoDBClient({}), named, needs, console.log)) ? 0 : 1;
  }
}
