import type { DestinationType } from './destination-base.ts';
import type * as registry from './types/registry.ts';

export type {
  DestinationType,
  DisabledReason,
  EventPayload,
  EventsFrom,
  FormerSelection,
} from './destination-base.ts';
export { DESTINATION_TYPES } from './destination-base.ts';

/** The destinations of each type: what the rules of the type create. */
export type DestinationByType = { readonly [T in DestinationType]: ReturnType<(typeof registry)[T]['create']> };

/** Where matching events go: a union, discriminated by `type`. */
export type Destination = DestinationByType[DestinationType];
