import type { CheckMode } from '../catalog/catalog.ts';
import type { Tenant } from '../tenant.ts';

export interface RateLimit {
  readonly perSecond: number;
  /** Calls that may be made at once. */
  readonly burst: number;
}

/** What the platform has registered of an account, in one mode. `account` is its id. */
export interface Account extends Tenant {
  /** ULID: its place in the list, and when it was registered. */
  readonly key: string;
  readonly name: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** API version of its destinations that name none; the catalog's when absent. */
  readonly defaultApiVersion?: string;
  /** What becomes of events that do not fit their schema, where the type does not say; the stage's setting when absent. */
  readonly eventCheck?: CheckMode;
  /** Calls for it that may be made; the stage's setting when absent. */
  readonly rateLimit?: RateLimit;
  /** Counts the changes; what a conditional write compares. */
  readonly revision: number;
}
