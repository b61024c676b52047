import type { Tenant } from '../tenant.ts';

/** The accounts that publish, for recoveries of destinations that take the events of every account. */
export interface Publishers {
  /** Records that a tenant publishes, once a day for each instance. */
  note(tenant: Tenant): Promise<void>;
}
