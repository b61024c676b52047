import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Catalog } from '../../lambdas/core/catalog/catalog.ts';
import { checkCatalog } from '../../lib/catalog/check.ts';
import { loadFunctions } from '../../lib/catalog/functions.ts';
import { loadCatalog } from '../../lib/catalog/load.ts';
import { problemLine } from '../../lib/catalog/problem.ts';
import { folderOf, folderWith, someFiles } from './catalog-folder.ts';

async function problemsIn(folder: string): Promise<string[]> {
  const problems = await checkCatalog(loadCatalog(folder) as Catalog, await loadFunctions(folder));
  return problems.map(problemLine);
}

const problemsWith = (change: Parameters<typeof folderWith>[0]) => problemsIn(folderWith(change));

describe('a catalog', () => {
  test('has no problems when its examples match their schemas in every version', async () => {
    expect(await problemsIn(folderOf(someFiles()))).toEqual([]);
  });

  test("may have types that are newer than its first version; older versions don't need them", async () => {
    const later = (files: ReturnType<typeof someFiles>) =>
      delete files['billing.yaml'].objects.invoice.schemas['2026-01-01'];
    expect(await problemsWith(later)).toEqual([]);
  });

  test('may downgrade with functions that functions.ts exports', async () => {
    const folder = folderWith((files) => {
      files['versions.yaml'].versions[0].changes[0].downgrade = { function: 'asAmount' };
      files['functions.ts'] = 'export const asAmount = ({ total, ...rest }: any) => ({ ...rest, amount: total });';
    });
    expect(await problemsIn(folder)).toEqual([]);
  });
});

describe('a problem with file, type and version is reported for', () => {
  const changeOf = (files: ReturnType<typeof someFiles>) => files['versions.yaml'].versions[0].changes[0];
  const typeOf = (files: ReturnType<typeof someFiles>) => files['billing.yaml'].types['invoice.paid'];
  const schemasOf = (files: ReturnType<typeof someFiles>) => files['billing.yaml'].objects.invoice.schemas;

  test.each<[string, Parameters<typeof folderWith>[0], string]>([
    [
      'an example that does not match in the newest version',
      (files) => (typeOf(files).example.total = '42'),
      'billing.yaml: types > invoice.paid > example > in 2026-05-01: does not match the schema: /total: should be a whole number.',
    ],
    [
      'an example that does not match in an older version because a downgrade is missing',
      (files) => (files['versions.yaml'].versions[0].changes = []),
      'billing.yaml: types > invoice.paid > example > in 2026-01-01: does not match the schema: /amount: is required.',
    ],
    [
      'a downgrade that keeps a new field',
      (files) => (changeOf(files).downgrade.jsonata = '$ ~> |$|{ "amount": total }|'),
      '/total: is not allowed.',
    ],
    [
      'a downgrade that fails',
      (files) => (changeOf(files).downgrade.jsonata = '{ "amount": $number(id) }'),
      "in 2026-01-01: cannot be rendered: Change 'total' of version 2026-05-01 failed: ",
    ],
    [
      'a downgrade that does not return an object',
      (files) => (changeOf(files).downgrade.jsonata = 'total'),
      "in 2026-01-01: cannot be rendered: Change 'total' of version 2026-05-01 failed: it does not return an object.",
    ],
    [
      'a downgrade that is not JSONata',
      (files) => (changeOf(files).downgrade.jsonata = '$ ~> |$|{ "amount": '),
      'versions.yaml: versions > 2026-05-01 > total > downgrade: ',
    ],
    [
      'a downgrade whose result varies',
      (files) => (changeOf(files).downgrade.jsonata = '{ "amount": $millis() }'),
      'versions > 2026-05-01 > total > downgrade: The expression cannot be used: $millis',
    ],
    [
      'a downgrade with a regular expression',
      (files) => (changeOf(files).downgrade.jsonata = '$replace(id, /a/, "b")'),
      'versions > 2026-05-01 > total > downgrade: The expression cannot be used: regular expressions',
    ],
    [
      'a downgrade by a function that does not exist',
      (files) => (changeOf(files).downgrade = { function: 'asAmount' }),
      'versions > 2026-05-01 > total > downgrade: functions.ts does not export a function asAmount',
    ],
    [
      'a downgrade by an inherited function',
      (files) => (changeOf(files).downgrade = { function: 'toString' }),
      'versions > 2026-05-01 > total > downgrade: functions.ts does not export a function toString',
    ],
    [
      'a change of a type that does not exist',
      (files) => (changeOf(files).types = ['invoice.*', 'bill.*']),
      'versions > 2026-05-01 > total > types: bill.* matches no event type of the catalog',
    ],
    [
      'an invalid schema',
      (files) => (schemasOf(files)['2026-05-01'].properties.total.type = 'int'),
      'billing.yaml: types > invoice.paid > schemas > 2026-05-01: is not valid JSON Schema 2020-12: /properties/total/type',
    ],
    [
      'a misspelled keyword of a schema',
      (files) => (schemasOf(files)['2026-01-01'].properties.amount.minimun = 0),
      '/properties/amount: minimun is not a keyword of JSON Schema.',
    ],
    [
      'a schema of another draft',
      (files) => (schemasOf(files)['2026-01-01'].$schema = 'http://json-schema.org/draft-07/schema#'),
      '/$schema: must be https://json-schema.org/draft/2020-12/schema.',
    ],
    [
      'a reference to another document',
      (files) => (schemasOf(files)['2026-01-01'].properties.amount = { $ref: 'https://example.com/amount' }),
      '/properties/amount/$ref: should refer to a path in the same schema.',
    ],
  ])('%s', async (_what, change, message) => {
    const problems = await problemsWith(change);
    expect(problems).toEqual([expect.stringContaining(message)]);
  });

  test('a schema that several types share, once', async () => {
    const problems = await problemsWith((files) => {
      files['billing.yaml'].types['invoice.sent'] = typeOf(files);
      schemasOf(files)['2026-05-01'].type = 'objekt';
    });
    expect(problems).toHaveLength(1);
  });
});

describe('npm run catalog:check', () => {
  const check = (folder: string) =>
    promisify(execFile)(process.execPath, ['lib/catalog/check-main.ts', folder]).then(
      ({ stdout }) => ({ code: 0, stdout, stderr: '' }),
      ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
    );

  test('prints the number of types and versions when there are no problems', async () => {
    const { code, stdout } = await check(folderOf(someFiles()));
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringContaining('1 event types in 1 groups (billing)'),
    });
  });

  test.each<[string, Parameters<typeof folderWith>[0], string]>([
    [
      'which example does not match',
      (files) => (files['billing.yaml'].types['invoice.paid'].example = {}),
      'example > in 2026-05-01',
    ],
    ['which file cannot be read', (files) => (files['billing.yaml'] = '- a'), 'billing.yaml: '],
  ])('exits with 1 and prints %s', async (_what, change, message) => {
    const { code, stderr } = await check(folderWith(change));
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(message) });
  });

  test('accepts a folder without a catalog', async () => {
    expect(await check(folderOf({}))).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('contains no catalog'),
    });
  });
});
