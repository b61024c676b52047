/** Looks up the commands of a destination type. */
import { Option } from 'commander';
import type { EventDestinationObject } from '../../lambdas/contract/destination/event-destination-object.ts';
import { DESTINATION_TYPES, type DestinationType } from '../../lambdas/contract/destination-types/names.ts';
import * as registry from './registry.ts';
import type { TypeCommands, TypeObject } from './type-commands.ts';

/** Values of all options, by their names in commander. */
export type TypeFlags = Readonly<Record<string, unknown>>;

/** The commands of any type, as they are used where the type is not known. */
type AnyCommands = TypeCommands<DestinationType, TypeFlags>;

const COMMANDS: Readonly<Record<DestinationType, AnyCommands>> = { ...registry };

/** The commands of every type, in the order of the types. */
export const TYPES = DESTINATION_TYPES.map((type) => ({ type, ...COMMANDS[type] }));

/** Values of `include` for what commands show. */
export const SHOWN = TYPES.flatMap(({ include }) => include);

/** Values of `include` for what commands show and the signing secret. */
export const SHOWN_WITH_SECRET = [...TYPES.flatMap(({ includeSecret }) => includeSecret ?? []), ...SHOWN];

/** Calls a function of the type of the object with the settings of the type. */
function ofType<R>(
  object: EventDestinationObject,
  call: (commands: AnyCommands, settings: TypeObject<DestinationType>) => R,
): R {
  const settings = object[object.type];
  if (!settings) throw new Error(`The destination ${object.id} has no field ${object.type}.`);
  return call(COMMANDS[object.type], settings);
}

/** Returns where the destination sends events to, in one line. */
export const target = (object: EventDestinationObject): string =>
  ofType(object, (commands, settings) => commands.target(settings));

export const typeRows = (object: EventDestinationObject) =>
  ofType(object, (commands, settings) => commands.rows(settings));

export const documents = (object: EventDestinationObject) =>
  ofType(object, (commands, settings) => commands.documents(settings));

/** Null where it is not shown, and for a type without one. */
export const signingSecret = (object: EventDestinationObject): string | null =>
  ofType(object, (commands, settings) => commands.signingSecret(settings));

/** Returns those of the options that have a value: `--aws-region`. */
export const givenOptions = ({ options }: Pick<AnyCommands, 'options'>, flags: TypeFlags): string[] =>
  options
    .map((option) => new Option(option.flags))
    .filter((option) => flags[option.attributeName()] !== undefined)
    .map(({ long }) => long ?? '');
