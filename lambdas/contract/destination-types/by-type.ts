/** Looks up the contract of a destination type. */
import type * as z from 'zod';
import { DESTINATION_TYPES, type DestinationType } from '../../core/destination/destination.ts';
import type { ChangesOf, TargetChanges, TargetDraft } from '../../core/destination/rules.ts';
import * as registry from './registry.ts';
import type { TypeContract } from './type-contract.ts';

export type Contracts = typeof registry;

/** Every type, with the static types of its schemas. */
export const CONTRACTS: { readonly [T in DestinationType]: Contracts[T] } = { ...registry };

/** The contract of a type that is not known statically. */
type AnyContract = TypeContract<DestinationType, z.ZodType, z.ZodType, z.ZodType>;

export const contractOf = (type: DestinationType): AnyContract => CONTRACTS[type];

/** Returns an object with a field for each type, in the order of the types. */
export const eachType = <R extends { [T in DestinationType]: unknown }>(
  fieldOf: (type: DestinationType) => R[DestinationType],
): R => Object.fromEntries(DESTINATION_TYPES.map((type) => [type, fieldOf(type)])) as R;

export type Includable = Contracts[DestinationType]['include'][number];

/** All values of `include`. */
export const INCLUDABLE: readonly Includable[] = DESTINATION_TYPES.flatMap(
  (type): readonly Includable[] => CONTRACTS[type].include,
);

type CreateRequest = {
  [T in DestinationType]: { type: T } & { [K in T]: z.output<Contracts[T]['create']> };
}[DestinationType];
type UpdateRequest = { [T in DestinationType]?: z.output<Contracts[T]['update']> | undefined };

/** Returns the settings of the type in a create request. */
export function targetDraft(request: CreateRequest): TargetDraft {
  const { type } = request;
  const fields: Partial<Record<DestinationType, unknown>> = request;
  return { type, settings: contractOf(type).toDraft(fields[type]) } as TargetDraft;
}

/** Returns the changes in an update request, by type. */
export const targetChanges = (request: UpdateRequest): TargetChanges =>
  eachType<{ [T in DestinationType]: ChangesOf<T> | undefined }>((type) =>
    request[type] === undefined ? undefined : contractOf(type).toChanges(request[type]),
  );

/** Returns whether `include` names the signing secret of a destination of this type. */
export const includesSecret = (type: DestinationType, include: readonly string[]): boolean => {
  const { signingSecret } = contractOf(type);
  return signingSecret !== null && include.includes(signingSecret.include);
};

/** Returns the signing secret in an object. Undefined when it is not included, or the type has none. */
export const signingSecretIn = (
  object: { readonly type: DestinationType } & { readonly [T in DestinationType]?: unknown },
): string | undefined => contractOf(object.type).signingSecret?.in(object[object.type]) ?? undefined;
