/** The options and the output of one destination type in the commands about destinations. */
import type { EventDestinationObject } from '../../lambdas/contract/destination/event-destination-object.ts';
import type { DestinationType } from '../../lambdas/contract/destination-types/names.ts';

/** An option that only this type has. */
export interface TypeOption {
  /** As commander takes it: `--url <url>`. */
  readonly flags: string;
  /** Description for `create`. Absent: not an option of it. */
  readonly create?: string;
  /** Description for `update`. Absent: not an option of it. */
  readonly update?: string;
}

/** The field of a destination object that has the settings of the type. */
export type TypeObject<T extends DestinationType> = NonNullable<EventDestinationObject[T]>;

/** Flags: the values of the options, by their names in commander. */
export interface TypeCommands<T extends DestinationType, Flags extends object> {
  /** What a destination of the type is: `a webhook endpoint`. */
  readonly noun: string;
  readonly options: readonly TypeOption[];
  /** The option that chooses the type in `create`: `--url`. */
  readonly chosenBy: string;
  /** Options of an example of `create`. */
  readonly example: string;
  /** Returns the field of a create request. @throws UsageError */
  create(flags: Flags): object;
  /** Returns the name of a new destination that is given none. */
  name(flags: Flags): string;
  /** Returns the field of an update request; undefined when no option of the type is given. */
  update(flags: Flags): object | undefined;
  /** Values of `include` for what commands show. */
  readonly include: readonly string[];
  /** Value of `include` for the signing secret; null for a type without one. */
  readonly includeSecret: string | null;
  signingSecret(object: TypeObject<T>): string | null;
  /** Returns where events are sent to, in one line. */
  target(object: TypeObject<T>): string;
  /** Rows of `get` besides those of every destination. */
  rows(object: TypeObject<T>): readonly (readonly [name: string, value: string | null | undefined])[];
  /** Documents to copy, as JSON, each with its title. */
  documents(object: TypeObject<T>): readonly { readonly title: string; readonly document: object }[];
}
