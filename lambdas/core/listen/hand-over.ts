/** How a publish hands its events to listen sessions: beside everything else that it does, and in nobody's way. */
import type { WaybillEvent } from '../event/event.ts';
import { type Tenant, tenantKey } from '../tenant.ts';
import type { ListenQueue } from './ports.ts';
import { type EventPlace, isListening, isServed, type ListenMessage, type ListenSession } from './session.ts';

export interface HandOver {
  /** Begins to look who listens to a tenant's events: early, so that nobody waits for it later. Never throws. */
  prepare(tenant: Tenant): void;
  /** Tells sessions of events that are stored. Never throws, and takes a second at most. */
  handOver(events: readonly WaybillEvent[]): Promise<void>;
}

export interface HandOverPorts {
  /** Who listens; it may be SESSIONS_KEPT_MS old. */
  readonly sessions: (tenant: Tenant) => Promise<readonly ListenSession[]>;
  readonly queue: Pick<ListenQueue, 'send'>;
  readonly platformAccount: string;
  readonly reportInternalError: (error: unknown) => void;
  /** Resolves after so many milliseconds. */
  readonly pause: (ms: number) => Promise<void>;
}

/** A publisher does not wait longer, milliseconds. */
const PATIENCE_MS = 1_000;

/** Events that a session was not told of, as the queue did not take the message: they go along with the next. */
const MAX_LEFT_OVER = 1_000;

export function createHandOver({
  sessions,
  queue,
  platformAccount,
  reportInternalError,
  pause,
}: HandOverPorts): HandOver {
  const leftOver = new Map<string, readonly EventPlace[]>();

  /** Sessions of the account itself, and those of the platform that take other accounts' events. */
  const listeners = async (tenant: Tenant): Promise<readonly ListenSession[]> => {
    if (tenant.account === platformAccount) return sessions(tenant);
    const lists = [sessions(tenant), sessions({ account: platformAccount, mode: tenant.mode })];
    return (await Promise.all(lists)).flat();
  };

  const tell = async (events: readonly WaybillEvent[]): Promise<void> => {
    const byTenant = Map.groupBy(events, tenantKey);
    const places = new Map<ListenSession, EventPlace[]>();
    for (const [, those] of byTenant) {
      const [first] = those as [WaybillEvent, ...WaybillEvent[]];
      const all = await listeners(first);
      for (const session of all) {
        if (!isServed(session, first.account)) continue;
        const wanted = those.filter(({ account, type }) => isListening(session, account, type));
        if (wanted.length === 0) continue;
        const own = places.get(session) ?? [];
        places.set(session, [...own, ...wanted.map(({ account, key }) => ({ account, key }))]);
      }
    }
    const messages = Array.from(places, ([{ account, mode, id }, own]): ListenMessage & { events: EventPlace[] } => ({
      session: { account, mode, id },
      events: [...(leftOver.get(id) ?? []), ...own],
    }));
    if (messages.length === 0) return;
    for (const { session } of messages) leftOver.delete(session.id);
    for (const refused of await queue.send(messages)) {
      if ('events' in refused) leftOver.set(refused.session.id, refused.events.slice(-MAX_LEFT_OVER));
    }
  };

  return {
    prepare(tenant) {
      listeners(tenant).catch(() => {});
    },
    async handOver(events) {
      if (events.length === 0) return;
      await Promise.race([tell(events).catch(reportInternalError), pause(PATIENCE_MS)]);
    },
  };
}
