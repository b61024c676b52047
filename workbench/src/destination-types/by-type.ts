/** Looks up the module of a destination type. */
import { DESTINATION_TYPES } from '../../../lambdas/contract/destination-types/names.ts';
import type { DestinationType } from '../api/types.ts';
import type { DestinationTypeModule } from './destination-type.ts';
import * as registry from './registry.ts';

export { DESTINATION_TYPES };

/** A type of the API that has no line in the registry does not compile. */
const TYPES: { readonly [T in DestinationType]: (typeof registry)[T] } = { ...registry };

type Types = typeof TYPES;
/** The target of a type in the wizard. */
export type TargetDraft<T extends DestinationType> = Types[T]['draft']['empty'];
/** The target of a type on the edit page. */
export type TargetValues<T extends DestinationType> = ReturnType<Types[T]['edit']['valuesOf']>;
type ModuleOf<T extends DestinationType> = DestinationTypeModule<T, TargetDraft<T>, TargetValues<T>>;

export const isDestinationType = (value: unknown): value is DestinationType =>
  DESTINATION_TYPES.includes(value as DestinationType);

/** Returns the module of a type, of a destination or of a draft. */
export const moduleOf = <T extends DestinationType>({ type }: { readonly type: T }): ModuleOf<T> =>
  // TypeScript does not see that the module under a type is the module of that type.
  TYPES[type] as unknown as ModuleOf<T>;

/** Returns the type of the destination of an attempt. An attempt that was never sent has no headers: it counts as one of the first type. */
export const typeOfAttempt = (sent: Readonly<Record<string, string>>): DestinationType =>
  DESTINATION_TYPES.find((type) => sent[moduleOf({ type }).attempt.header] !== undefined) ?? DESTINATION_TYPES[0];
