/** The destination types. A type that the API has and that is missing here does not compile. */
import type { DestinationType } from '../api/types.ts';
import type { DestinationTypeModule } from './destination-type.ts';
import { eventbridge } from './eventbridge/index.ts';
import { webhook } from './webhook/index.ts';

/** In the order in which the wizard offers them. The first is selected at the start. */
const TYPES = {
  webhook_endpoint: webhook,
  amazon_eventbridge: eventbridge,
} as const satisfies { readonly [T in DestinationType]: { readonly type: T } };

type Types = typeof TYPES;
/** The target of a type in the wizard. */
export type TargetDraft<T extends DestinationType> = Types[T]['draft']['empty'];
/** The target of a type on the edit page. */
export type TargetValues<T extends DestinationType> = ReturnType<Types[T]['edit']['valuesOf']>;
type ModuleOf<T extends DestinationType> = DestinationTypeModule<T, TargetDraft<T>, TargetValues<T>>;

export const DESTINATION_TYPES = Object.keys(TYPES) as [DestinationType, ...DestinationType[]];

export const isDestinationType = (value: unknown): value is DestinationType =>
  DESTINATION_TYPES.includes(value as DestinationType);

/** Returns the module of a type, of a destination or of a draft. */
export const moduleOf = <T extends DestinationType>({ type }: { readonly type: T }): ModuleOf<T> =>
  // TypeScript does not see that the module under a type is the module of that type.
  TYPES[type] as unknown as ModuleOf<T>;

/** Returns the type of the destination of an attempt. An attempt that was never sent has no headers: it counts as one of the first type. */
export const typeOfAttempt = (sent: Readonly<Record<string, string>>): DestinationType =>
  DESTINATION_TYPES.find((type) => sent[moduleOf({ type }).attempt.header] !== undefined) ?? DESTINATION_TYPES[0];
