/** Small catalogs, each in its own folder. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { scratchFolder } from '../local/scratch-folder.ts';

// biome-ignore lint/suspicious/noExplicitAny: tests make the files invalid in any way
type Files = Record<string, any>;

/** Returns a catalog of two versions and `invoice.paid`, whose `total` was called `amount`. */
export const someFiles = (): Files => ({
  'versions.yaml': {
    default: '2026-01-01',
    versions: [
      {
        version: '2026-05-01',
        changes: [
          {
            name: 'total',
            types: ['invoice.*'],
            description: 'The amount of an invoice is called total.',
            downgrade: { jsonata: '$ ~> |$|{ "amount": total }, ["total"]|' },
          },
        ],
      },
      { version: '2026-01-01', changes: [] },
    ],
  },
  'billing.yaml': {
    objects: { invoice: { schemas: { '2026-01-01': numbered('amount'), '2026-05-01': numbered('total') } } },
    types: {
      'invoice.paid': { description: 'An invoice was paid.', object: 'invoice', example: { id: 'in_1', total: 4200 } },
    },
  },
});

const numbered = (name: string) => ({
  title: 'Invoice',
  type: 'object',
  required: ['id', name],
  additionalProperties: false,
  properties: { id: { type: 'string' }, [name]: { type: 'integer' } },
});

/** Writes the files to a folder that is deleted after the test; text is written unchanged. */
export function folderOf(files: Files): string {
  const folder = scratchFolder();
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), typeof content === 'string' ? content : stringify(content));
  }
  return folder;
}

/** Writes a valid catalog to a folder after `change` was applied to its files. */
export function folderWith(change: (files: Files) => void): string {
  const files = someFiles();
  change(files);
  return folderOf(files);
}
