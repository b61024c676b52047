/** `waybill destinations create` and `update`: flags as the API's fields. */
import { Command } from 'commander';
import { DESTINATIONS, destinationPath } from '../../api-client/paths.ts';
import type { EventDestinationObject } from '../../lambdas/contract/destination/event-destination-object.ts';
import { givenOptions, SHOWN, TYPES, type TypeFlags } from '../destination-types/by-type.ts';
import { UsageError } from '../errors.ts';
import { given, list, pair, several } from '../options.ts';
import { openSession } from '../session.ts';
import { printDestination } from './view.ts';

interface CommonFlags {
  name?: string;
  description?: string;
  events?: string[];
  eventsFrom?: string[];
  thin?: boolean;
  apiVersion?: string;
  metadata?: string[];
}

/** With the options of the types, which the types read. */
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
  addTypeOptions(new Command('create'), 'create')
    .description(`create a destination: ${TYPES.map(({ noun, chosenBy }) => `${noun} (${chosenBy})`).join(' or ')}`)
    .option('-e, --events <types>', 'types, exact or like invoice.*; commas, or several times (*)', list)
    .option('--name <name>', 'default: a name made from the target')
    .option('--description <text>')
    .option('--events-from <scopes>', '@self, @accounts (events of other accounts, for the platform)', list)
    .option('--thin', 'events without their data, to be fetched')
    .option('--api-version <version>', 'version that events are sent in')
    .option('--metadata <name=value>', 'kept with it; several times', several)
    .addHelpText(
      'after',
      `
Examples:
${TYPES.map(({ example }) => `  $ waybill destinations create ${example}`).join('\n')}

The signing secret of a destination that has one is shown only once, here.`,
    )
    .action(async (flags: WriteFlags, command: Command) => {
      const session = openSession(command);
      const made = await session.api.post<EventDestinationObject>(DESTINATIONS, creation(flags));
      printDestination(session, made);
    });

/** The body of create. @throws UsageError where flags do not go together */
export function creation(flags: WriteFlags): object {
  const { thin, apiVersion } = flags;
  const { type, ...chosen } = chosenType(flags);
  if (thin && apiVersion !== undefined) {
    throw new UsageError('Thin events have no data, so there is no version of it.', {
      next: 'Leave out --thin or --api-version.',
    });
  }
  const settings = chosen.create(flags);
  return {
    ...given({
      name: flags.name ?? chosen.name(flags),
      description: flags.description,
      events_from: flags.eventsFrom,
      snapshot_api_version: apiVersion,
      metadata: metadataOf(flags.metadata),
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
  addTypeOptions(new Command('update'), 'update')
    .argument('<destination>')
    .description('change a destination; what is left out stays')
    .option('-e, --events <types>', 'types, exact or like invoice.*, instead of those before', list)
    .option('--name <name>')
    .option('--description <text>')
    .option('--metadata <name=value>', 'merged; an empty value deletes the key; several times', several)
    .addHelpText(
      'after',
      '\nExamples:\n  $ waybill destinations update ed_test_01K… --events invoice.paid,invoice.voided\n  $ waybill destinations update ed_test_01K… --url https://example.com/new --metadata team=billing',
    )
    .action(async (id: string, flags: WriteFlags, command: Command) => {
      const session = openSession(command);
      const changed = await session.api.post<EventDestinationObject>(destinationPath(id), change(flags));
      printDestination(session, changed);
    });

/** The body of update. @throws UsageError when nothing is changed */
export function change(flags: WriteFlags): object {
  const metadata = metadataOf(flags.metadata);
  const body = given({
    name: flags.name,
    description: flags.description,
    enabled_events: flags.events,
    metadata: metadata && Object.fromEntries(Object.entries(metadata).map(([name, value]) => [name, value || null])),
    ...Object.fromEntries(TYPES.map((one) => [one.type, one.update(flags)])),
  });
  if (Object.keys(body).length === 0) {
    throw new UsageError('Nothing to change.', { next: 'waybill destinations update --help tells what can be.' });
  }
  return { ...body, include: SHOWN };
}
