/** `waybill trigger`: publishes the catalog's example of a type, changed where asked. */
import { Command } from 'commander';
import { ApiError } from '../../api-client/api-error.ts';
import { v1Items } from '../../api-client/pages.ts';
import type { EventTypeObject } from '../../lambdas/contract/catalog/catalog.ts';
import type { EventObject } from '../../lambdas/contract/event/event-object.ts';
import type { Api } from '../api.ts';
import { nearest } from '../closeness.ts';
import { withData } from '../data-paths.ts';
import { FailedCallError, UsageError } from '../errors.ts';
import { links } from '../links.ts';
import { given, several } from '../options.ts';
import { printObject } from '../output/results.ts';
import { note, paintErr, print } from '../output/terminal.ts';
import { openSession } from '../session.ts';

interface Flags {
  data?: string[];
  apiVersion?: string;
}

export const triggerCommand = (): Command =>
  new Command('trigger')
    .argument('<type>', 'event type of the catalog')
    .description("publish the catalog's example of an event type")
    .option('-d, --data <path=value>', 'change the example: JSON, or text; several times', several)
    .option('--api-version <version>', 'in this version; the newest when left out')
    .addHelpText(
      'after',
      `
Examples:
  $ waybill trigger invoice.paid
  $ waybill trigger invoice.paid --data customer=cus_7 --data lines.0.amount=4200 --data 'metadata={"a":1}'
  $ waybill trigger invoice.paid --api-version 2026-01-01 --account acct_shop

A dot that belongs to a name is written \\. ; a number or true that is meant as text is written '"42"'.`,
    )
    .action(async (type: string, flags: Flags, command: Command) => {
      const { api, json } = openSession(command);
      const found = await typeOf(api, type, flags.apiVersion);
      if (found.example === null) {
        throw new UsageError(`The catalog has no example of ${type} in version ${found.api_version}.`, {
          next: 'Name another with --api-version; waybill catalog --versions tells those there are.',
        });
      }
      const object = withData(found.example, flags.data ?? []);
      // Where the catalog has no versions, the type is in none that could be named.
      const event = await api.post<EventObject>('/v1/events', {
        type,
        data: { object },
        ...given({ api_version: found.api_version || undefined }),
      });
      if (json) return printObject(event);
      note(
        `${paintErr.green('✔')} ${event.type} [${event.id}] is published, for ${destinations(event.pending_webhooks)}.`,
      );
      printObject(event);
      print(links(api.base).event(event.id));
    });

const destinations = (count: number): string => `${count} ${count === 1 ? 'destination' : 'destinations'}`;

/** @throws UsageError naming types that look like it, when there is no such one */
async function typeOf(api: Api, type: string, version: string | undefined): Promise<EventTypeObject> {
  try {
    return await api.get<EventTypeObject>(
      `/v1/event_types/${encodeURIComponent(type)}`,
      given({ api_version: version }),
    );
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 404) throw error;
    const names: string[] = [];
    for await (const one of v1Items<EventTypeObject>(api, '/v1/event_types', {}, Number.POSITIVE_INFINITY))
      names.push(one.type);
    const like = nearest(type, names);
    throw new FailedCallError(
      error,
      like.length > 0
        ? `Did you mean ${like.join(' or ')}?`
        : 'Types there are: waybill catalog. Any other is sent by waybill publish.',
    );
  }
}
