import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Catalog, EventTypeEntry } from '../../lambdas/core/catalog/catalog.ts';
import { CATALOG_FOLDER } from '../../lib/catalog/folder.ts';
import { loadCatalog } from '../../lib/catalog/load.ts';
import { eventTypesOf } from '../../lib/catalog/types.ts';
import { scratchFolder } from '../local/scratch-folder.ts';
import { folderOf, folderWith, someFiles } from './catalog-folder.ts';

const run = promisify(execFile);

/** Returns what the compiler reports about modules, by file and line; nothing when they compile. */
async function compile(sources: Record<string, string>): Promise<string[]> {
  const folder = scratchFolder();
  const compilerOptions = {
    strict: true,
    noEmit: true,
    module: 'nodenext',
    types: [],
    allowImportingTsExtensions: true,
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  for (const [name, source] of Object.entries(sources)) writeFileSync(join(folder, name), source);
  return run('node_modules/.bin/tsc', ['-p', folder, '--pretty', 'false']).then(
    () => [],
    ({ stdout }) => stdout.trim().split('\n'),
  );
}

const typesOf = (schema: EventTypeEntry['schemas'][string], over: Partial<EventTypeEntry> = {}) => {
  const entry = { type: 'thing.made', group: 'things', description: 'Made.', thin: true, example: {}, ...over };
  const types = [{ ...entry, schemas: { '2026-01-01': schema } }];
  return eventTypesOf({ versions: [{ version: '2026-01-01', changes: [] }], types } satisfies Catalog, '2026-01-01');
};

const withOrder = (files: ReturnType<typeof someFiles>) => {
  const schemas = { '2026-01-01': { title: 'Order', type: 'object', properties: { lines: { type: 'array' } } } };
  files['billing.yaml'].types['order.made'] = { description: 'Made.', schemas, example: {} };
};

describe('npm run catalog:types', () => {
  test('writes types that distinguish events and reject fields of another version', async () => {
    const folder = folderWith(withOrder);
    const out = join(scratchFolder(), 'types');
    await run(process.execPath, ['lib/catalog/types-main.ts', '--out', out, folder]);
    expect(readdirSync(out)).toEqual(['2026-01-01.ts', '2026-05-01.ts']);
    const modules = Object.fromEntries(readdirSync(out).map((name) => [name, readFileSync(join(out, name), 'utf8')]));
    const receiver = (version: string, field: string) => `
      import type { Event, EventType, Events } from './${version}.ts';
      export function receive(event: Event): number {
        if (event.type === 'order.made') return event.data.object.lines?.length ?? 0;
        const version: '${version}' = event.api_version;
        const before: number | undefined = event.data.previous_attributes?.${field};
        return event.data.object.${field} + event.created + (before ?? version.length);
      }
      export const type: EventType = 'invoice.paid';
      export const amount = (event: Events['invoice.paid']): number => event.data.object.${field};
      // @ts-expect-error: no type of the catalog
      export const other: EventType = 'invoice.lost';`;
    const right = { ...modules, 'old.ts': receiver('2026-01-01', 'amount'), 'new.ts': receiver('2026-05-01', 'total') };
    expect(await compile(right)).toEqual([]);
    const errors = await compile({ ...modules, 'wrong.ts': receiver('2026-01-01', 'total') });
    expect(errors).toHaveLength(3);
    for (const error of errors) expect(error).toContain("Property 'total' does not exist");
  });
});

describe('types of events', () => {
  test('narrow by type: a field of one event does not exist on another', async () => {
    const module = await eventTypesOf(loadCatalog(folderWith(withOrder)) as Catalog, '2026-01-01');
    const receiver = `import type { Event } from './events.ts';
      export const count = (event: Event) => event.type === 'order.made' ? event.data.object.lines?.length : event.data.object.amount;
      export const wrong = (event: Event) => event.type === 'order.made' ? event.data.object.amount : 0;`;
    const errors = await compile({ 'events.ts': module, 'receiver.ts': receiver });
    expect(errors).toEqual([expect.stringContaining("Property 'amount' does not exist on type 'Order'")]);
  });

  test('omit types that were added later', async () => {
    const files = someFiles();
    delete files['billing.yaml'].objects.invoice.schemas['2026-01-01'];
    const catalog = loadCatalog(folderOf(files)) as Catalog;
    expect(await eventTypesOf(catalog, '2026-01-01')).not.toContain('invoice.paid');
    expect(await eventTypesOf(catalog, '2026-05-01')).toContain('invoice.paid');
  });

  test.each<[string, EventTypeEntry['schemas'][string], string]>([
    ['anything', true, "'thing.made': unknown"],
    ['an object with any fields', { type: 'object' }, '[k: string]: unknown'],
    ['a map', { type: 'object', additionalProperties: { type: 'number' } }, '[k: string]: number'],
    ['a nullable value', { properties: { a: { type: ['string', 'null'] } }, required: ['a'] }, 'a: string | null'],
    ['an enumeration', { properties: { a: { enum: ['x', 'y'] } } }, "a?: 'x' | 'y'"],
    ['a constant', { properties: { a: { const: 'x' } } }, "a?: 'x'"],
    [
      'a tuple',
      { properties: { a: { prefixItems: [{ type: 'string' }], items: false, minItems: 1 } } },
      'a?: [string]',
    ],
    [
      'a definition that it refers to',
      { properties: { a: { $ref: '#/$defs/count' } }, $defs: { count: { type: 'integer' } } },
      'a?: number',
    ],
    ['itself', { title: 'Node', properties: { next: { $ref: '#' } } }, 'next?: Node'],
    ['a title that is already used', { title: 'event', type: 'object', properties: {} }, "'thing.made': EventObject"],
  ])('express a schema for %s', async (_what, schema, source) => {
    const module = await typesOf(schema);
    expect(module).toContain(source);
  });

  test('declare a definition that several schemas share once', async () => {
    const address = { title: 'Address', type: 'object', properties: { city: { type: 'string' } } };
    const module = await typesOf({ properties: { from: { ...address }, to: { ...address } } });
    expect(module.match(/interface Address/g)).toHaveLength(1);
    expect(module).toMatch(/from\?: Address;\s+to\?: Address;/);
  });

  test("have the type's description as a comment, escaped so that it cannot end the comment", async () => {
    expect(await typesOf(true, { description: 'Made. */ evil\nand so on' })).toContain(
      '/** Made. *\\/ evil and so on */',
    );
  });

  test('compile for the catalog in catalog/, in every version', async () => {
    const catalog = loadCatalog(CATALOG_FOLDER);
    const modules = (catalog?.versions ?? []).map(
      async ({ version }) => [`${version}.ts`, await eventTypesOf(catalog as Catalog, version)] as const,
    );
    expect(await compile(Object.fromEntries(await Promise.all(modules)))).toEqual([]);
  });
});
