import type { Tenant } from '../tenant.ts';
import type { Account } from './account.ts';

export interface AccountReader {
  /** Returns the account; undefined when it is not registered. The implementation decides whether reads are cached. */
  get(tenant: Tenant): Promise<Account | undefined>;
}
