import { describe, expect, test } from 'vitest';
import { loadCatalog } from '../../lib/catalog/load.ts';
import { scratchFolder } from '../local/scratch-folder.ts';
import { folderOf, folderWith, someFiles } from './catalog-folder.ts';

describe('a folder of YAML files', () => {
  test('is read as a catalog: versions newest first, types with the schemas of their object, grouped by file', () => {
    const catalog = loadCatalog(folderOf(someFiles()));
    expect(catalog?.versions).toEqual([
      { version: '2026-05-01', changes: [expect.objectContaining({ name: 'total' })] },
      { version: '2026-01-01', default: true, changes: [] },
    ]);
    expect(catalog?.types).toEqual([
      {
        type: 'invoice.paid',
        group: 'billing',
        description: 'An invoice was paid.',
        relatedObjectType: 'invoice',
        thin: true,
        schemas: someFiles()['billing.yaml'].objects.invoice.schemas,
        example: { id: 'in_1', total: 4200 },
      },
    ]);
  });

  test('may declare that a type has no thin form, is checked on publish, and is about another object', () => {
    const folder = folderWith((files) => {
      Object.assign(files['billing.yaml'].types['invoice.paid'], {
        thin: false,
        check: 'block',
        related_object: 'bill',
      });
    });
    const declared = { thin: false, check: 'block', relatedObjectType: 'bill' };
    expect(loadCatalog(folder)?.types[0]).toMatchObject(declared);
  });

  test('may have types with schemas of their own, and types about an object of another file', () => {
    const folder = folderWith((files) => {
      const ping = { description: 'Ping.', schemas: { '2026-05-01': true }, example: {} };
      const sent = { description: 'Sent.', object: 'invoice', example: {} };
      files['other.yaml'] = { types: { ping, 'invoice.sent': sent } };
    });
    const types = loadCatalog(folder)?.types ?? [];
    expect(types.map(({ type, group }) => `${group} ${type}`)).toEqual([
      'billing invoice.paid',
      'other invoice.sent',
      'other ping',
    ]);
    expect(types[1]?.schemas).toEqual(types[0]?.schemas);
    expect(types[2]).not.toHaveProperty('relatedObjectType');
  });

  test('may reuse values with anchors and merges', () => {
    const folder = folderWith((files) => {
      files['billing.yaml'] = `
        shared: { id: &id { type: string } }
        types:
          a: &a { description: A., schemas: { 2026-01-01: { properties: { id: *id } } }, example: {} }
          b: { <<: *a, description: B. }`;
    });
    const [a, b] = loadCatalog(folder)?.types ?? [];
    expect(a?.schemas).toEqual({ '2026-01-01': { properties: { id: { type: 'string' } } } });
    expect(b).toEqual({ ...a, type: 'b', description: 'B.' });
  });

  test.each([
    ['does not exist', () => '/nowhere'],
    ['is empty', scratchFolder],
    ['has other files', () => folderOf({ 'functions.ts': '', 'README.md': '' })],
  ])('is no catalog when it %s', (_what, folder) => expect(loadCatalog(folder())).toBeUndefined());
});

describe('an error with the file and the path reports', () => {
  test.each<[string, Parameters<typeof folderWith>[0], string]>([
    ['no list of versions', (files) => delete files['versions.yaml'], 'versions.yaml: is missing'],
    ['broken YAML', (files) => (files['billing.yaml'] = 'types: [}'), 'billing.yaml: '],
    ['a repeated key', (files) => (files['billing.yaml'] = 'types: {}\ntypes: {}'), 'line 2'],
    ['a file with another extension', (files) => (files['more.yml'] = {}), 'more.yml: should end in .yaml'],
    [
      'a type that Waybill reserves',
      (files) => (files['billing.yaml'].types['v2.core.x'] = files['billing.yaml'].types['invoice.paid']),
      'billing.yaml: types > v2.core.x: should not begin with v2.core.',
    ],
    [
      'a change of all types',
      (files) => (files['versions.yaml'].versions[0].changes[0].types = ['*']),
      'versions > 0 > changes > 0 > types > 0: should be an event type or a group',
    ],
    [
      'a misspelled field',
      (files) => (files['billing.yaml'].types['invoice.paid'].exmaple = {}),
      'billing.yaml: types > invoice.paid > exmaple: is not a field of the catalog',
    ],
    [
      'an invalid type name',
      (files) => (files['billing.yaml'].types['invoice paid'] = files['billing.yaml'].types['invoice.paid']),
      'billing.yaml: types > invoice paid: should be an event type',
    ],
    [
      'a type without an example',
      (files) => delete files['billing.yaml'].types['invoice.paid'].example,
      'billing.yaml: types > invoice.paid > example: ',
    ],
    [
      'a type without schemas',
      (files) => delete files['billing.yaml'].types['invoice.paid'].object,
      'types > invoice.paid: should have either object or schemas',
    ],
    [
      'an object that does not exist',
      (files) => (files['billing.yaml'].types['invoice.paid'].object = 'bill'),
      'billing.yaml: types > invoice.paid > object: should be one of the objects in the files, not bill',
    ],
    [
      'a type in two files',
      (files) => (files['more.yaml'] = files['billing.yaml']),
      'more.yaml: types > invoice.paid: is also defined in billing.yaml',
    ],
    [
      'an object in two files',
      (files) => (files['more.yaml'] = { objects: files['billing.yaml'].objects }),
      'more.yaml: objects > invoice: is also defined in billing.yaml',
    ],
    [
      'a schema of an unknown version',
      (files) => (files['billing.yaml'].objects.invoice.schemas['2026-02-02'] = true),
      'billing.yaml: objects > invoice > schemas > 2026-02-02: should be one of the versions',
    ],
    [
      'an object without a schema',
      (files) => (files['billing.yaml'].objects.invoice.schemas = {}),
      'objects > invoice > schemas: should have a schema',
    ],
    [
      'a default that is not a version',
      (files) => (files['versions.yaml'].default = '2025-01-01'),
      'versions.yaml: default: should be one of the versions, not 2025-01-01',
    ],
    [
      'versions that are not in order',
      (files) => files['versions.yaml'].versions.reverse(),
      'versions.yaml: versions > 2026-01-01: should be newer',
    ],
    [
      'a repeated version',
      (files) => files['versions.yaml'].versions.push({ version: '2026-01-01' }),
      'versions.yaml: versions > 2026-01-01: should be newer',
    ],
    [
      'a version that is not a date',
      (files) => (files['versions.yaml'].versions[0].version = 'v2'),
      'versions.yaml: versions > 0 > version: should be a date such as',
    ],
    [
      'a change in the oldest version',
      (files) => (files['versions.yaml'].versions[1].changes = files['versions.yaml'].versions[0].changes),
      'versions.yaml: versions > 2026-01-01: is the oldest',
    ],
    [
      'two changes with the same name',
      (files) => files['versions.yaml'].versions[0].changes.push(files['versions.yaml'].versions[0].changes[0]),
      'versions.yaml: versions > 2026-05-01 > total: should be unique',
    ],
    [
      'a change without a downgrade',
      (files) => (files['versions.yaml'].versions[0].changes[0].downgrade = {}),
      'versions > 0 > changes > 0 > downgrade: should have either jsonata or function',
    ],
  ])('%s', (_what, change, message) => {
    expect(() => loadCatalog(folderWith(change))).toThrow(message);
  });

  test('all problems at once', () => {
    const folder = folderWith((files) => {
      files['versions.yaml'].default = 'x';
      files['billing.yaml'].types['invoice.paid'].thin = 'yes';
    });
    expect(() => loadCatalog(folder)).toThrow(/billing\.yaml: .*\n.*versions\.yaml: default/);
  });
});
