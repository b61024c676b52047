import type { Tenant } from '../tenant.ts';
import type { Account } from './account.ts';

export interface AccountReader {
  /** Undefined when it is not registered. */
  get(tenant: Tenant): Promise<Account | undefined>;
}
