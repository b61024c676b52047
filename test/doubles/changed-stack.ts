/** The stack of the local platform with a change, such as a permission less. */
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize } from '../../local/synthesize.ts';
import type { Value } from '../../local/template.ts';
import { REMOVED_GRANT, type Resources, removeGrant } from './removed-grant.ts';

export type { Resources } from './removed-grant.ts';

/** Writes the stack. @returns its folder, which the caller removes */
export async function changedStack(change: (resources: Resources) => void): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'waybill-stack-'));
  await synthesize(folder);
  const name = readdirSync(folder).find((one) => one.endsWith('.template.json')) ?? '';
  const template = JSON.parse(readFileSync(join(folder, name), 'utf8'));
  const removed = process.env[REMOVED_GRANT];
  if (removed) removeGrant(template.Resources, JSON.parse(removed));
  change(template.Resources);
  writeFileSync(join(folder, name), JSON.stringify(template));
  return folder;
}

/** Writes the stack without the grant that is to be removed. @returns its folder; undefined when none is removed */
export const mutatedStack = async (): Promise<string | undefined> =>
  process.env[REMOVED_GRANT] ? changedStack(() => {}) : undefined;

/** Returns the logical id of the only resource of a type whose id contains a text. */
export function idOf(resources: Resources, type: string, part: string): string {
  const found = Object.keys(resources).filter((id) => resources[id]?.Type === type && id.includes(part));
  if (found.length !== 1) throw new Error(`${found.length} resources of type ${type} contain "${part}".`);
  return found[0] as string;
}

/** Returns the statements of the policy of a role, by a part of the role's logical id. */
export const statementsOfRole = (resources: Resources, part: string): Value[] =>
  resources[idOf(resources, 'AWS::IAM::Policy', part)]?.Properties.PolicyDocument.Statement;

/** Removes an action from every statement of a role that has it. */
export function revoke(resources: Resources, role: string, action: string): void {
  const statements = statementsOfRole(resources, role);
  const without = statements
    .map((one) => ({ ...one, Action: [one.Action].flat().filter((other) => other !== action) }))
    .filter(({ Action }) => Action.length > 0);
  if (JSON.stringify(without) === JSON.stringify(statements)) throw new Error(`${role} has no ${action}.`);
  statements.splice(0, statements.length, ...without);
}
