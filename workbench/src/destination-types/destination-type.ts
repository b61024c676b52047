/**
 * The parts of a destination type in the Workbench. To add a type, add its folder and a line in `registry.ts`.
 *
 * The object itself has rules and short texts only: the first page loads it. Components are loaded when they are shown.
 */
import { type ComponentType, type LazyExoticComponent, lazy, type ReactNode } from 'react';
import type { DestinationChange, DestinationOf, DestinationType, NewDestination } from '../api/types.ts';
import type { Translate } from '../i18n/i18n.tsx';
import type { Messages } from '../i18n/messages.ts';

/** Texts that every type has. */
export type TypeText =
  | 'name'
  /** In the list of types of the wizard. */
  | 'what'
  /** Of the wizard's step in which the target is entered. */
  | 'target_description'
  /** The next step after the destination is created. */
  | 'created_what'
  /** The next step after the endpoint builder generates code. */
  | 'builder_next'
  /** The result of a successful attempt, with `{status}` for HTTP. */
  | 'accepted'
  /** The heading of the headers that were sent. */
  | 'request'
  /** The heading of the headers that were received. */
  | 'response';

/** A setting that is shown, not edited. */
export interface Setting {
  readonly label: string;
  readonly value: string;
  readonly copy?: true;
  readonly status?: 'success' | 'pending' | 'error' | 'info';
}

/** A required field without a value: its name in the API, and the key of the text that asks for it. */
export interface MissingField {
  readonly field: string;
  readonly text: string;
}

/** Rules of the wizard for the target, which is the part of the input that depends on the type. */
export interface DraftRules<T extends DestinationType, D> {
  readonly empty: D;
  /** The values that a field can have, for fields that are not free text. */
  readonly choices: { readonly [K in keyof D]?: readonly D[K][] };
  missing(target: D): readonly MissingField[];
  /** Returns whether there is enough input for the API to validate. */
  isStarted(target: D): boolean;
  /**
   * Returns a name for the destination, empty while there is too little input.
   * @param namedUrls names of particular URLs
   */
  suggestedName(target: D, namedUrls: Readonly<Record<string, string>>): string;
  /** Returns the part of the request that depends on the type. Empty optional fields are omitted. */
  request(target: D): { [K in T]: Pick<Extract<NewDestination, { type: K }>, K | 'type'> }[T];
  review(target: D, t: Translate<string>): readonly Setting[];
}

/** Rules of the edit page for the target. */
export interface EditRules<T extends DestinationType, E> {
  /** The name of each field in the API. An error about another setting of the type is shown at the first. */
  readonly fields: { readonly [K in keyof E]: string };
  readonly required: readonly (keyof E)[];
  valuesOf(destination: DestinationOf<T>): E;
  /** Returns the changed settings in the field that is named like the type; nothing when no setting changed. */
  changeOf(before: E, after: E): Pick<DestinationChange, T> | undefined;
  /** Returns the settings that cannot be changed. */
  fixed(destination: DestinationOf<T>, t: Translate<string>): readonly Setting[];
}

export interface FieldsProps<D> {
  readonly target: D;
  readonly change: (changes: Partial<D>) => void;
  /** Returns the error of a field of the API, or an empty text. */
  readonly errorFor: (field: string) => string;
  /** Whether the API accepts the input. */
  readonly validationStatus: ReactNode;
}

export interface EditFieldsProps<T extends DestinationType, E> {
  readonly destination: DestinationOf<T>;
  readonly target: E;
  readonly change: (changes: Partial<E>) => void;
  /** Returns the error of a field of the API, or an empty text. */
  readonly errorFor: (field: string) => string;
}

export interface SetupProps<T extends DestinationType> {
  readonly destination: DestinationOf<T>;
  /** Undefined for a type without one, and after the page was reloaded. */
  readonly secret: string | undefined;
  /** Whether the user confirmed that the secret is stored. */
  readonly stored: boolean;
  readonly onStored: (stored: boolean) => void;
}

/** A command that repeats an attempt. */
export interface AttemptCommand {
  readonly label: string;
  readonly command: string;
  readonly warning?: string;
}

/** An attempt as it was sent. */
export interface SentAttempt {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How attempts of a type are shown. */
export interface AttemptRules<T extends DestinationType> {
  /** A header that only attempts of this type have. An attempt does not contain the type of its destination. */
  readonly header: string;
  /** Whether an attempt is an HTTP request to the target, so that its response has a status and a body. */
  readonly isHttp: boolean;
  /** Returns a command that repeats the attempt; undefined when it cannot be repeated by hand. */
  command(destination: DestinationOf<T>, sent: SentAttempt, t: Translate<string>): AttemptCommand | undefined;
}

/** `D` is the target in the wizard, `E` the target on the edit page. */
export interface DestinationTypeModule<T extends DestinationType, D, E> {
  readonly type: T;
  readonly messages: Messages<TypeText> & Messages<string>;
  /** Returns a text that distinguishes destinations with the same name; undefined when it is unknown. */
  addressOf(destination: DestinationOf<T>): string | undefined;
  /** Returns texts by which the command palette finds the destination, in addition to its name. */
  keywords(destination: DestinationOf<T>): readonly string[];
  /** Returns the signing secret, which only create and rotation return. Undefined for a type that does not sign. */
  readonly signingSecretOf: ((destination: DestinationOf<T>) => string | null) | undefined;
  configuration(destination: DestinationOf<T>, t: Translate<string>): readonly Setting[];
  readonly attempt: AttemptRules<T>;
  readonly draft: DraftRules<T, D>;
  readonly edit: EditRules<T, E>;
  /** The fields of the target in the wizard. */
  readonly Fields: Part<FieldsProps<D>>;
  /** The fields of the target on the edit page. */
  readonly EditFields: Part<EditFieldsProps<T, E>>;
  /** The instructions after the destination is created. */
  readonly Setup: Part<SetupProps<T>>;
  /** The permissions that the owner of the target grants, on the page of the destination. */
  readonly Permissions: Part<{ destination: DestinationOf<T> }> | undefined;
}

export type Part<P> = LazyExoticComponent<ComponentType<P>>;

/** Returns a component that is loaded when it is shown. */
export const part = <P>(load: () => Promise<ComponentType<P>>): Part<P> =>
  lazy(async () => ({ default: await load() }));
