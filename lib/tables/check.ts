/** Checks tables before a stage uses them, and prints a command for each setting that they lack. */
import { type DynamoDBClient, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { problemsOfTable, readTable, type TableNeeds, type TableProblem } from './existing-table.ts';
import type { TableId } from './shape.ts';

export interface NamedTable {
  readonly id: TableId;
  readonly name: string;
}

/** @returns whether the stage can use all tables as they are */
export async function checkTables(
  client: Pick<DynamoDBClient, 'send'>,
  tables: readonly NamedTable[],
  needs: TableNeeds,
  print: (line: string) => void,
): Promise<boolean> {
  let passed = true;
  for (const { id, name } of tables) {
    const problems = await problemsOf(client, { id, name }, needs);
    passed &&= problems.length === 0;
    print(`${id}: ${name} ${problems.length === 0 ? 'has what the stack needs.' : 'needs changes.'}`);
    for (const { text, command } of problems) print(`  ${text}${command ? `\n    aws dynamodb ${command}` : ''}`);
  }
  return passed;
}

async function problemsOf(
  client: Pick<DynamoDBClient, 'send'>,
  { id, name }: NamedTable,
  needs: TableNeeds,
): Promise<TableProblem[]> {
  try {
    return problemsOfTable(id, await readTable(client, name), needs);
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    return [{ text: 'It does not exist in this AWS account and region.', command: 'list-tables' }];
  }
}
