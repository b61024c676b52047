/** Converts listen sessions to rows of the control table and back, and the pointer rows by which sockets find them. */
import { LISTEN_SESSION_PREFIX, type ListenSession, type ListenSessionKey } from '../../../core/listen/session.ts';
import { parseTenantKey, tenantKey } from '../../../core/tenant.ts';
import { fromItem, type Item, toItem } from '../item.ts';

type SessionRow = Omit<
  ListenSession,
  'account' | 'mode' | 'expiresAt' | 'endsAt' | 'acknowledged' | 'cursorChannel'
> & {
  readonly tenant: string;
  /** Unix seconds, as DynamoDB requires for its expiry. */
  readonly expires_at: number;
  readonly ends_at?: number;
  readonly acknowledged?: ReadonlySet<string>;
  /** `cursorChannel` of the session. */
  readonly cursorOver?: string;
};

export const SESSION_PREFIX = LISTEN_SESSION_PREFIX;

const seconds = (ms: number): number => Math.floor(ms / 1000);

export const sessionItemKey = ({ id, ...tenant }: ListenSessionKey): Item =>
  toItem({ tenant: tenantKey({ account: tenant.account, mode: tenant.mode }), id });

export function sessionToItem({
  account,
  mode,
  expiresAt,
  endsAt,
  acknowledged,
  cursorChannel,
  ...row
}: ListenSession): Item {
  return toItem({
    ...row,
    tenant: tenantKey({ account, mode }),
    expires_at: seconds(expiresAt),
    ...(endsAt === undefined ? {} : { ends_at: seconds(endsAt) }),
    ...(acknowledged?.length ? { acknowledged: new Set(acknowledged) } : {}),
    ...(cursorChannel === undefined ? {} : { cursorOver: cursorChannel }),
  } satisfies SessionRow);
}

export function sessionFromItem(item: Item): ListenSession {
  const { tenant, expires_at, ends_at, acknowledged, cursorOver, ...row } = fromItem<SessionRow>(item);
  return {
    ...parseTenantKey(tenant),
    ...row,
    expiresAt: expires_at * 1000,
    ...(ends_at === undefined ? {} : { endsAt: ends_at * 1000 }),
    ...(acknowledged ? { acknowledged: [...acknowledged] } : {}),
    ...(cursorOver === undefined ? {} : { cursorChannel: cursorOver }),
  };
}

export const socketKey = (socketHash: string): Item => toItem({ tenant: `listen_socket#${socketHash}`, id: 'socket' });
export const connectionKey = (connectionId: string): Item =>
  toItem({ tenant: `listen_connection#${connectionId}`, id: 'connection' });

/** Returns a row that names a session. @param expiresAt unix milliseconds */
export const pointerToItem = (key: Item, { account, mode, id }: ListenSessionKey, expiresAt: number): Item => ({
  ...key,
  ...toItem({ session: { account, mode, id }, expires_at: seconds(expiresAt) }),
});

export const pointerFromItem = (item: Item): ListenSessionKey => fromItem<{ session: ListenSessionKey }>(item).session;
