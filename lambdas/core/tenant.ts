/** Whose data something is: an account in one mode. Data of two tenants never mix. */
export type Mode = 'live' | 'sandbox';

export interface Tenant {
  /** `acct_…` */
  readonly account: string;
  readonly mode: Mode;
}

/** The partition key of a tenant's rows: `acct_…#live`. */
export const tenantKey = ({ account, mode }: Tenant): string => `${account}#${mode}`;

/** @see tenantKey */
export function parseTenantKey(key: string): Tenant {
  const at = key.lastIndexOf('#');
  return { account: key.slice(0, at), mode: key.slice(at + 1) === 'live' ? 'live' : 'sandbox' };
}
