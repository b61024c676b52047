/** `waybill trigger`: publishes the catalog's example of an event type, with changes. */
import { Command } from 'commander';
import { ApiError } from '../../api-client/api-error.ts';
import { v1Items } from '../../api-client/pages.ts';
import { EVENT_TYPES, EVENTS, eventTypePath } from '../../api-client/paths.ts';
import type { EventTypeObject } from '../../lambdas/contract/catalog/catalog.ts';
import type { EventObject } from '../../lambdas/contract/event/event-object.ts';
import type { Api } from '../api.ts';
import { withData } from '../data-paths.ts';
import { FailedCallError, UsageError } from '../errors.ts';
import { links } from '../links.ts';
import { definedFields, several } from '../options.ts';
import { plural, printObject } from '../output/results.ts';
import { note, paintErr, print } from '../output/terminal.ts';
import { openSession } from '../session.ts';
import { suggestions } from '../suggestions.ts';

interface Flags {
  data?: string[];
  apiVersion?: string;
}

export const triggerCommand = (): Command =>
  new Command('trigger')
    .argument('<type>', 'Event type of the catalog')
    .description('Publish the example of an event type from the catalog')
    .option('-d, --data <path=value>', 'Set a value in the example: JSON or text; repeat for several values', several)
    .option('--api-version <version>', 'API version of the example (default: the newest)')
    .addHelpText(
      'after',
      `
Examples:
  $ waybill trigger invoice.paid
  $ waybill trigger invoice.paid --data customer=cus_7 --data lines.0.amount=4200 --data 'metadata={"a":1}'
  $ waybill trigger invoice.paid --api-version 2026-01-01 --account acct_shop

Write a dot that belongs to a name as \\. and a number that is meant as text as '"42"'.`,
    )
    .action(async (type: string, flags: Flags, command: Command) => {
      const { api, json } = openSession(command);
      const found = await typeOf(api, type, flags.apiVersion);
      if (found.example === null) {
        throw new UsageError(`The catalog has no example of ${type} in version ${found.api_version}.`, {
          next: 'Choose another version with --api-version. waybill catalog --versions lists the versions.',
        });
      }
      const object = withData(found.example, flags.data ?? []);
      // Empty when the catalog has no versions.
      const event = await api.post<EventObject>(EVENTS, {
        type,
        data: { object },
        ...definedFields({ api_version: found.api_version || undefined }),
      });
      if (json) return printObject(event);
      note(
        `${paintErr.green('✔')} Published ${event.type} [${event.id}] for ${plural(event.pending_webhooks, 'destination')}.`,
      );
      printObject(event);
      print(links(api.base).event(event.id));
    });

/** @throws FailedCallError with the most similar types when the type does not exist */
async function typeOf(api: Api, type: string, version: string | undefined): Promise<EventTypeObject> {
  try {
    return await api.get<EventTypeObject>(eventTypePath(type), definedFields({ api_version: version }));
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 404) throw error;
    const names: string[] = [];
    for await (const one of v1Items<EventTypeObject>(api, EVENT_TYPES, {}, Number.POSITIVE_INFINITY))
      names.push(one.type);
    const similar = suggestions(type, names);
    throw new FailedCallError(
      error,
      similar.length > 0
        ? `Did you mean ${similar.join(' or ')}?`
        : 'waybill catalog lists the types. To publish another type, use waybill publish.',
    );
  }
}
