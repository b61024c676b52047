/** Notifies listen sessions of published events. Failures and delays do not affect the publish. */
import type { WaybillEvent } from '../event/event.ts';
import { type Tenant, tenantKey } from '../tenant.ts';
import type { ListenQueue } from './ports.ts';
import { type EventRef, isListening, type ListenMessage, type ListenSession, needsMessage } from './session.ts';

export interface SessionNotifier {
  /** Starts reading the sessions that listen to a tenant's events, so that `notify` does not wait for it. Never throws. */
  prepare(tenant: Tenant): void;
  /** Notifies sessions of events that are stored. Never throws, and takes a second at most. */
  notify(events: readonly WaybillEvent[]): Promise<void>;
}

export interface SessionNotifierPorts {
  /** Returns the sessions of a tenant. They may be SESSIONS_CACHE_MS old. */
  readonly sessions: (tenant: Tenant) => Promise<readonly ListenSession[]>;
  readonly queue: Pick<ListenQueue, 'send'>;
  readonly platformAccount: string;
  readonly reportInternalError: (error: unknown) => void;
  /** Resolves after so many milliseconds. */
  readonly pause: (ms: number) => Promise<void>;
}

/** Longest time that a publish waits for the notification, milliseconds. */
const TIMEOUT_MS = 1_000;

/** Events of a session that are sent with its next message, because the queue refused the first. */
const MAX_PENDING = 1_000;

/** Creates a notifier. It keeps refused events in memory. */
export function createSessionNotifier({
  sessions,
  queue,
  platformAccount,
  reportInternalError,
  pause,
}: SessionNotifierPorts): SessionNotifier {
  const pending = new Map<string, readonly EventRef[]>();

  /** Returns the sessions of the account and of the platform. */
  const listeners = async (tenant: Tenant): Promise<readonly ListenSession[]> => {
    if (tenant.account === platformAccount) return sessions(tenant);
    const lists = [sessions(tenant), sessions({ account: platformAccount, mode: tenant.mode })];
    return (await Promise.all(lists)).flat();
  };

  const notifyAll = async (events: readonly WaybillEvent[]): Promise<void> => {
    const byTenant = Map.groupBy(events, tenantKey);
    const refs = new Map<ListenSession, EventRef[]>();
    for (const [, those] of byTenant) {
      const [first] = those as [WaybillEvent, ...WaybillEvent[]];
      const all = await listeners(first);
      for (const session of all) {
        if (!needsMessage(session, first.account)) continue;
        const wanted = those.filter(({ account, type }) => isListening(session, account, type));
        if (wanted.length === 0) continue;
        const own = refs.get(session) ?? [];
        refs.set(session, [...own, ...wanted.map(({ account, key }) => ({ account, key }))]);
      }
    }
    const messages = Array.from(refs, ([{ account, mode, id }, own]): ListenMessage & { events: EventRef[] } => ({
      session: { account, mode, id },
      events: [...(pending.get(id) ?? []), ...own],
    }));
    if (messages.length === 0) return;
    for (const { session } of messages) pending.delete(session.id);
    for (const refused of await queue.send(messages)) {
      if ('events' in refused) pending.set(refused.session.id, refused.events.slice(-MAX_PENDING));
    }
  };

  return {
    prepare(tenant) {
      listeners(tenant).catch(() => {});
    },
    async notify(events) {
      if (events.length === 0) return;
      await Promise.race([notifyAll(events).catch(reportInternalError), pause(TIMEOUT_MS)]);
    },
  };
}
