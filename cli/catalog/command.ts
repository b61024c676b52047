/** `waybill catalog`: shows event types and API versions. */
import { Command } from 'commander';
import { v1Items } from '../../api-client/pages.ts';
import { EVENT_TYPES, eventTypePath } from '../../api-client/paths.ts';
import type { ApiVersionObject, EventTypeObject } from '../../lambdas/contract/catalog/catalog.ts';
import { definedFields } from '../options.ts';
import { printList, printObject } from '../output/results.ts';
import { fields } from '../output/table.ts';
import { note, paint, paintErr, print } from '../output/terminal.ts';
import { openSession } from '../session.ts';

interface Flags {
  search?: string;
  group?: string;
  apiVersion?: string;
  versions?: boolean;
}

export const catalogCommand = (): Command =>
  new Command('catalog')
    .argument('[type]', 'Event type to show with its schema and example (default: list all)')
    .description('List event types and API versions')
    .option('--search <text>', 'Filter by text in the name or description')
    .option('--group <group>', 'Filter by group')
    .option('--api-version <version>', 'API version (default: the newest)')
    .option('--versions', 'List API versions and their changes')
    .addHelpText(
      'after',
      `
Examples:
  $ waybill catalog --group billing
  $ waybill catalog invoice.paid --api-version 2026-01-01
  $ waybill catalog --versions
  $ waybill catalog --json | jq -r .type`,
    )
    .action(async (type: string | undefined, flags: Flags, command: Command) => {
      const session = openSession(command);
      const { api, json } = session;
      const max = Number.POSITIVE_INFINITY;
      if (flags.versions) {
        return printList(v1Items<ApiVersionObject>(api, '/v1/api_versions', {}, max), {
          json,
          max,
          none: 'The catalog has no API versions.',
          columns: [
            { head: 'VERSION', value: (one) => one.version, colour: () => paint.cyan },
            { head: '', value: (one) => (one.default ? 'default' : '') },
            {
              head: 'CHANGES',
              value: (one) => one.changes.map(({ name }) => name).join(', ') || '-',
              least: 20,
              wraps: true,
            },
          ],
        });
      }
      const query = definedFields({ api_version: flags.apiVersion });
      if (type !== undefined) {
        const found = await api.get<EventTypeObject>(eventTypePath(type), query);
        return json ? printObject(found) : printType(found);
      }
      const listQuery = definedFields({ ...query, search: flags.search, group: flags.group });
      await printList(v1Items<EventTypeObject>(api, EVENT_TYPES, listQuery, max), {
        json,
        max,
        none: 'No event types match.',
        columns: [
          { head: 'GROUP', value: (one) => one.group },
          { head: 'TYPE', value: (one) => one.type, colour: () => paint.cyan, least: 20 },
          { head: 'DESCRIPTION', value: (one) => one.description, least: 20, wraps: true },
        ],
      });
    });

function printType(one: EventTypeObject): void {
  print(
    fields(
      [
        ['type', one.type],
        ['group', one.group],
        ['description', one.description],
        ['object', one.related_object_type],
        ['thin', one.thin ? 'yes' : 'no'],
        ['API version', one.api_version],
        ['schema versions', one.schema_versions.join(', ')],
      ],
      paint.dim,
    ),
  );
  for (const [name, value] of [
    ['example', one.example],
    ['schema', one.schema],
  ] as const) {
    note(paintErr.dim(`${name}:`));
    print(value === null ? '-' : JSON.stringify(value, null, 2));
  }
}
