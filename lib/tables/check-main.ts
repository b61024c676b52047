/** `npm run tables:check`: checks that existing tables have what the stack needs and what a restore does not bring back. */
import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { problemsOfTable, readTable, type TableNeeds } from './existing-table.ts';
import { TABLE_IDS } from './shape.ts';

const HELP = `Checks tables before the setting "tables" of a stage names them. Exits with 1 when one needs a change.

  npm run tables:check -- --key <ARN> [--events <name>] [--deliveries <name>] [--control <name>]

  --key           output KeyArn of the stack
  --no-recovery   for a stage whose setting pointInTimeRecovery is off for these tables`;

const { values } = parseArgs({
  options: {
    key: { type: 'string' },
    events: { type: 'string' },
    deliveries: { type: 'string' },
    control: { type: 'string' },
    'no-recovery': { type: 'boolean' },
    help: { type: 'boolean' },
  },
});
const named = TABLE_IDS.flatMap((id) => (values[id] ? [{ id, name: values[id] }] : []));

async function check(needs: TableNeeds): Promise<number> {
  const client = new DynamoDBClient({});
  let failed = false;
  for (const { id, name } of named) {
    const problems = problemsOfTable(id, await readTable(client, name), needs);
    failed ||= problems.length > 0;
    console.log(`${id}: ${name} ${problems.length === 0 ? 'has what the stack needs.' : 'needs changes.'}`);
    for (const { text, command } of problems) console.log(`  ${text}${command ? `\n    aws dynamodb ${command}` : ''}`);
  }
  return failed ? 1 : 0;
}

if (values.help) console.log(HELP);
else if (values.key === undefined || named.length === 0) {
  console.error(HELP);
  process.exitCode = 2;
} else process.exitCode = await check({ keyArn: values.key, pointInTimeRecovery: !values['no-recovery'] });
