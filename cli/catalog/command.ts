/** `waybill catalog`: event types and API versions. */
import { Command } from 'commander';
import { v1Items } from '../../api-client/pages.ts';
import type { ApiVersionObject, EventTypeObject } from '../../lambdas/contract/catalog/catalog.ts';
import { given } from '../options.ts';
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
    .argument('[type]', 'one type, with its schema and example')
    .description('event types and API versions')
    .option('--search <text>', 'types with this in their name or description')
    .option('--group <group>', 'types under this heading')
    .option('--api-version <version>', 'as they are in this version')
    .option('--versions', 'API versions and what changed in each')
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
          none: 'The catalog has no versions.',
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
      const query = given({ api_version: flags.apiVersion });
      if (type !== undefined) {
        const found = await api.get<EventTypeObject>(`/v1/event_types/${encodeURIComponent(type)}`, query);
        return json ? printObject(found) : printType(found);
      }
      const asked = given({ ...query, search: flags.search, group: flags.group });
      await printList(v1Items<EventTypeObject>(api, '/v1/event_types', asked, max), {
        json,
        max,
        none: 'The catalog has no such types.',
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
        ['about', one.related_object_type],
        ['thin', one.thin ? 'yes' : 'not by name'],
        ['API version', one.api_version],
        ['schemas from', one.schema_versions.join(', ')],
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
