import type { CheckMode } from '../catalog/catalog.ts';
import type { Tenant } from '../tenant.ts';

export interface RateLimit {
  readonly perSecond: number;
  /** Calls that may be made at once. */
  readonly burst: number;
}

/** The registration of an account in one mode. `account` is its id. */
export interface Account extends Tenant {
  /** ULID of the time of registration. It is the cursor in lists. */
  readonly key: string;
  readonly name: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** API version of its destinations that name none; the default of the catalog when absent. */
  readonly defaultApiVersion?: string;
  /** Check mode of event types that have none; the setting of the stage when absent. */
  readonly eventCheck?: CheckMode;
  /** Rate limit of the account; the setting of the stage when absent. */
  readonly rateLimit?: RateLimit;
  /** Number of changes. Conditional writes compare it. */
  readonly revision: number;
}
