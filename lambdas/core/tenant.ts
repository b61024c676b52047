/** Set by the prefix of the API key. */
export type Mode = 'live' | 'sandbox';

/** An account in one mode: the owner of stored data. Data of two tenants never mix. */
export interface Tenant {
  /** `acct_…` */
  readonly account: string;
  readonly mode: Mode;
}

/** Returns the partition key of a tenant's rows: `acct_…#live`. */
export const tenantKey = ({ account, mode }: Tenant): string => `${account}#${mode}`;

/** Returns the tenant of a partition key. @see tenantKey */
export function parseTenantKey(key: string): Tenant {
  const at = key.lastIndexOf('#');
  return { account: key.slice(0, at), mode: key.slice(at + 1) === 'live' ? 'live' : 'sandbox' };
}
