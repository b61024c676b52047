/** Listen sessions as rows of the control table, and the rows by which they are found. */
import { LISTEN_SESSION_PREFIX, type ListenPlace, type ListenSession } from '../../../core/listen/session.ts';
import { parseTenantKey, tenantKey } from '../../../core/tenant.ts';
import { fromItem, type Item, toItem } from '../item.ts';

type SessionRow = Omit<ListenSession, 'account' | 'mode' | 'expiresAt' | 'endsAt' | 'acknowledged'> & {
  readonly tenant: string;
  /** Unix seconds, as the table's own expiry wants it. */
  readonly expires_at: number;
  readonly ends_at?: number;
  readonly acknowledged?: ReadonlySet<string>;
};

export const SESSION_PREFIX = LISTEN_SESSION_PREFIX;

const seconds = (ms: number): number => Math.floor(ms / 1000);

export const sessionKey = ({ id, ...tenant }: ListenPlace): Item =>
  toItem({ tenant: tenantKey({ account: tenant.account, mode: tenant.mode }), id });

export function sessionToItem({ account, mode, expiresAt, endsAt, acknowledged, ...row }: ListenSession): Item {
  return toItem({
    ...row,
    tenant: tenantKey({ account, mode }),
    expires_at: seconds(expiresAt),
    ...(endsAt === undefined ? {} : { ends_at: seconds(endsAt) }),
    ...(acknowledged?.length ? { acknowledged: new Set(acknowledged) } : {}),
  } satisfies SessionRow);
}

export function sessionFromItem(item: Item): ListenSession {
  const { tenant, expires_at, ends_at, acknowledged, ...row } = fromItem<SessionRow>(item);
  return {
    ...parseTenantKey(tenant),
    ...row,
    expiresAt: expires_at * 1000,
    ...(ends_at === undefined ? {} : { endsAt: ends_at * 1000 }),
    ...(acknowledged ? { acknowledged: [...acknowledged] } : {}),
  };
}

export const socketKey = (socketHash: string): Item => toItem({ tenant: `listen_socket#${socketHash}`, id: 'socket' });
export const connectionKey = (connectionId: string): Item =>
  toItem({ tenant: `listen_connection#${connectionId}`, id: 'connection' });

/** A row that leads to a session. @param expiresAt unix milliseconds */
export const pointerToItem = (key: Item, { account, mode, id }: ListenPlace, expiresAt: number): Item => ({
  ...key,
  ...toItem({ session: { account, mode, id }, expires_at: seconds(expiresAt) }),
});

export const pointerFromItem = (item: Item): ListenPlace => fromItem<{ session: ListenPlace }>(item).session;
