/** `waybill destinations create` and `update`: turns options into fields of the API. */
import { Command } from 'commander';
import { DESTINATIONS, destinationPath } from '../../api-client/paths.ts';
import type { EventDestinationObject } from '../../lambdas/contract/destination/event-destination-object.ts';
import { givenOptions, SHOWN, TYPES, type TypeFlags } from '../destination-types/by-type.ts';
import { UsageError } from '../errors.ts';
import { definedFields, list, pair, several } from '../options.ts';
import { openSession } from '../session.ts';
import { addLimitOptions, type LimitFlags, limitsOf } from './limits.ts';
import { printDestination } from './view.ts';

interface CommonFlags extends LimitFlags {
  name?: string;
  description?: string;
  events?: string[];
  eventsFrom?: string[];
  thin?: boolean;
  apiVersion?: string;
  metadata?: string[];
}

/** The options of the types are read by the types. */
type WriteFlags = CommonFlags & TypeFlags;

/** Adds the options that the types have for a command. */
function addTypeOptions(command: Command, name: 'create' | 'update'): Command {
  for (const option of TYPES.flatMap(({ options }) => options)) {
    const description = option[name];
    if (description !== undefined) command.option(option.flags, description);
  }
  return command;
}

const CHOICES = TYPES.map(({ noun, chosenBy }) => `${chosenBy} for ${noun}`).join(', or ');

export const createDestinationCommand = (): Command =>
  addLimitOptions(addTypeOptions(new Command('create'), 'create'), { removes: false })
    .description(`Create a destination: ${TYPES.map(({ noun, chosenBy }) => `${noun} (${chosenBy})`).join(' or ')}`)
    .option(
      '-e, --events <types>',
      'Event types, exact or patterns such as invoice.*; separate with commas or repeat (default: all)',
      list,
    )
    .option('--name <name>', 'Name (default: derived from the target)')
    .option('--description <text>', 'Description')
    .option(
      '--events-from <scopes>',
      'Accounts whose events it receives: @self, or @accounts for all other accounts (platform only) (default: @self)',
      list,
    )
    .option('--thin', 'Send thin events: without data, which the receiver fetches')
    .option('--api-version <version>', 'API version of the events (default: the default version of the account)')
    .option('--metadata <name=value>', 'Metadata to store with the destination; repeat for several values', several)
    .addHelpText(
      'after',
      `
Examples:
${TYPES.map(({ example }) => `  $ waybill destinations create ${example}`).join('\n')}

This command prints the signing secret of a webhook endpoint. It is shown only once.`,
    )
    .action(async (flags: WriteFlags, command: Command) => {
      const session = openSession(command);
      const made = await session.api.post<EventDestinationObject>(DESTINATIONS, creation(flags));
      printDestination(session, made);
    });

/** Returns the body of a create request. @throws UsageError when options conflict */
export function creation(flags: WriteFlags): object {
  const { thin, apiVersion } = flags;
  const { type, ...chosen } = chosenType(flags);
  if (thin && apiVersion !== undefined) {
    throw new UsageError('--thin and --api-version cannot be used together: thin events have no data.', {
      next: 'Remove one of them.',
    });
  }
  const settings = chosen.create(flags);
  return {
    ...definedFields({
      name: flags.name ?? chosen.name(flags),
      description: flags.description,
      events_from: flags.eventsFrom,
      snapshot_api_version: apiVersion,
      metadata: metadataOf(flags.metadata),
      delivery_limits: limitsOf(flags, { removes: false }),
    }),
    type,
    event_payload: thin ? 'thin' : 'snapshot',
    enabled_events: flags.events ?? ['*'],
    [type]: settings,
    include: chosen.includeSecret === null ? chosen.include : [chosen.includeSecret, ...chosen.include],
  };
}

/** @throws UsageError when options of no type or of several types are given */
function chosenType(flags: WriteFlags) {
  const [chosen, ...more] = TYPES.filter((one) => givenOptions(one, flags).includes(one.chosenBy));
  if (!chosen || more.length > 0) {
    throw new UsageError(`A destination has one target: ${CHOICES}.`, {
      next: `waybill destinations create ${TYPES[0]?.example}`,
    });
  }
  for (const other of TYPES) {
    const [first] = other === chosen ? [] : givenOptions(other, flags);
    if (first === undefined) continue;
    throw new UsageError(`${first} is an option for ${other.noun}.`, {
      next: `Remove ${first} or ${chosen.chosenBy}.`,
    });
  }
  return chosen;
}

const metadataOf = (texts: readonly string[] | undefined): Record<string, string> | undefined =>
  texts && Object.fromEntries(texts.map((text) => pair('--metadata', text)));

export const updateDestinationCommand = (): Command =>
  addLimitOptions(addTypeOptions(new Command('update'), 'update'), { removes: true })
    .argument('<destination>')
    .description('Change a destination. Settings without an option keep their value')
    .option(
      '-e, --events <types>',
      'Event types that replace the current ones, exact or patterns such as invoice.*',
      list,
    )
    .option('--name <name>', 'Name')
    .option('--description <text>', 'Description')
    .option(
      '--metadata <name=value>',
      'Metadata to add or change; an empty value removes the name; repeat for several values',
      several,
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ waybill destinations update ed_test_01K… --events invoice.paid,invoice.voided\n  $ waybill destinations update ed_test_01K… --url https://example.com/new --metadata team=billing\n  $ waybill destinations update ed_test_01K… --max-per-second 20 --max-in-flight none',
    )
    .action(async (id: string, flags: WriteFlags, command: Command) => {
      const session = openSession(command);
      const changed = await session.api.post<EventDestinationObject>(destinationPath(id), change(flags));
      printDestination(session, changed);
    });

/** Returns the body of an update request. @throws UsageError without a change */
export function change(flags: WriteFlags): object {
  const metadata = metadataOf(flags.metadata);
  const body = definedFields({
    name: flags.name,
    description: flags.description,
    enabled_events: flags.events,
    metadata: metadata && Object.fromEntries(Object.entries(metadata).map(([name, value]) => [name, value || null])),
    delivery_limits: limitsOf(flags, { removes: true }),
    ...Object.fromEntries(TYPES.map((one) => [one.type, one.update(flags)])),
  });
  if (Object.keys(body).length === 0) {
    throw new UsageError('No change was given.', { next: 'waybill destinations update --help lists the options.' });
  }
  return { ...body, include: SHOWN };
}
