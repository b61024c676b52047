import type { DestinationType } from './destination-base.ts';
import type * as registry from './types/registry.ts';

export type {
  DestinationType,
  DisabledReason,
  EventPayload,
  EventsFrom,
  PastSelection,
} from './destination-base.ts';
export { DESTINATION_TYPES } from './destination-base.ts';

/** The destinations of each type: the results of `create` of the type's rules. */
export type DestinationByType = { readonly [T in DestinationType]: ReturnType<(typeof registry)[T]['create']> };

/** A destination: a union, discriminated by `type`. */
export type Destination = DestinationByType[DestinationType];
