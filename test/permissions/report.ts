/** Which test notices the removal of each grant. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Grant } from '../../local/permissions/policy.ts';
import type { LoggedUse } from '../doubles/grant-log.ts';
import { keyOf } from './grants.ts';
import { reasonFor } from './unneeded.ts';

export interface Row {
  readonly grant: Grant;
  /** Tests in which a request would have had the opposite result without the grant; those that need few grants come first. */
  readonly tests: readonly string[];
  /** Why it stays although no test needs it. */
  readonly reason: string | undefined;
}

export function readLog(folder: string): LoggedUse[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n'))
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

export function rowsOf(grants: readonly Grant[], log: readonly LoggedUse[]): Row[] {
  const needed = Map.groupBy(
    log.filter(({ alone }) => alone),
    keyOf,
  );
  // Tests that need few grants are about permissions, or short: they come first.
  const size = new Map<string, number>();
  for (const { test } of log) size.set(test, (size.get(test) ?? 0) + 1);
  return grants.map((grant) => {
    const uses = needed.get(keyOf(grant)) ?? [];
    const tests = [...new Set(uses.map(({ test }) => test))].toSorted(
      (a, b) => (size.get(a) ?? 0) - (size.get(b) ?? 0),
    );
    return { grant, tests, reason: uses.length === 0 ? reasonFor(grant) : undefined };
  });
}

/** Returns what a person has to decide: a test is missing, or the grant goes. */
export const problemsIn = (rows: readonly Row[]): string[] =>
  rows
    .filter(({ tests, reason }) => tests.length === 0 && reason === undefined)
    .map(({ grant }) => `${grant.effect} ${grant.action} on ${nameOf(grant.resource)} (${ownerOf(grant.policy)})`);

/** Returns an ARN without what is the same for all, and without the hashes of logical ids. */
export const nameOf = (arn: string): string =>
  arn
    .replace(/^arn:aws:local:[^:]*:[^:]*:(\w+)\/Arn/, '$1')
    .replace(/^arn:aws:(\w[\w-]*):[^:]*:[^:]*:/, '$1 ')
    .replaceAll(/waybill-(?=[A-Z])/g, '')
    .replace(/key\/[\w-]+$/, 'key')
    .replaceAll(/(?<=[a-z])[0-9A-F]{8}(?=\W|$)/g, '');

/** Returns the name of a policy: that of its role, queue, key, topic or permission. */
export const ownerOf = (policy: string): string =>
  policy
    .replace(/DefaultPolicy[0-9A-F]{8}$/, '')
    .replace(/(Policy)?[0-9A-F]{8}$/, '')
    .replace(/Role[0-9A-F]{8}$|Role$/, '');

const KINDS: readonly (readonly [title: string, isOf: (policy: string) => boolean])[] = [
  ['Roles of functions', (policy) => /DefaultPolicy[0-9A-F]{8}$/.test(policy)],
  ['Who may assume a role', (policy) => /Role[0-9A-F]{8}$/.test(policy)],
  ['Policies of resources', () => true],
];

/** Returns the table as a document. */
export function documentOf(rows: readonly Row[]): string {
  const rest = new Set(rows);
  const parts = KINDS.flatMap(([title, isOf]) => {
    const own = [...rest].filter(({ grant }) => isOf(grant.policy));
    for (const row of own) rest.delete(row);
    return [
      '',
      `## ${title}`,
      ...Array.from(
        Map.groupBy(own, ({ grant }) => ownerOf(grant.policy)),
        sectionOf,
      ).flat(),
    ];
  });
  return `${[...INTRODUCTION, ...parts].join('\n')}\n`;
}

const INTRODUCTION = [
  '# Permissions',
  '',
  '`npm run test:permissions -- --write` writes this page. It runs the tests on the local platform, which checks every request',
  'against the policies of the template ([90](decisions.md#90-the-local-platform-evaluates-the-policies-of-the-template-itself)).',
  'A grant is one action on one resource of a statement. The table names the test that notices when the grant is removed: one',
  'of its requests would have had the opposite result, which fails the test. The command fails when no test needs a grant and',
  'no reason is listed in `test/permissions/unneeded.ts`.',
];

function sectionOf([owner, rows]: [string, readonly Row[]]): string[] {
  const lines = rows.map(({ grant, tests, reason }) => {
    const more = tests.length > 1 ? ` and ${tests.length - 1} more` : '';
    const noticed = tests[0] ? `\`${tests[0]}\`${more}` : (reason ?? '**nothing**');
    const action = grant.effect === 'Deny' ? `deny ${grant.action}` : grant.action;
    return `| ${action} | ${nameOf(grant.resource).replaceAll('*', '\\*')} | ${noticed} |`;
  });
  return ['', `### ${owner}`, '', '| action | on | noticed by |', '|---|---|---|', ...lines];
}
