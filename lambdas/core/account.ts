import type { Tenant } from './tenant.ts';

/** What the platform has registered of an account, in one mode. `account` is its id. */
export interface Account extends Tenant {
  /** ULID: its place in the list, and when it was registered. */
  readonly key: string;
  readonly name: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** Counts the changes; what a conditional write compares. */
  readonly revision: number;
}
