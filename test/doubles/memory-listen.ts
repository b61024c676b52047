/** The ports of listening in memory. They follow the rules of the real ones. */

import { matchesType } from '../../lambdas/core/destination/matching.ts';
import type { WaybillEvent } from '../../lambdas/core/event/event.ts';
import type {
  EventBatch,
  ListenEvents,
  ListenSessionStore,
  LocalResponseStore,
  Sent,
} from '../../lambdas/core/listen/ports.ts';
import {
  LISTEN_RETENTION_MS,
  type ListenMessage,
  type ListenSession,
  type ListenSessionKey,
  type LocalResponse,
} from '../../lambdas/core/listen/session.ts';
import { type Tenant, tenantKey } from '../../lambdas/core/tenant.ts';
import { T0 } from './factories.ts';
import { page } from './memory-ports.ts';

export const aListenSession = (over: Partial<ListenSession> = {}): ListenSession => ({
  account: 'acct_shop',
  mode: 'live',
  id: 'lst_01KF1HZMR00000000000000001',
  types: ['*'],
  eventPayload: 'snapshot',
  apiVersion: '2026-01-01',
  eventsFrom: ['@self'],
  socketHash: 'hash',
  created: T0,
  lastSeen: T0,
  expiresAt: T0 + LISTEN_RETENTION_MS,
  start: 'evt_0',
  ...over,
});

export function memoryListenSessions(now: () => number) {
  const rows = new Map<string, ListenSession>();
  const connections = new Map<string, ListenSessionKey>();
  const change = (
    sessionKey: ListenSessionKey,
    over: (before: ListenSession) => ListenSession,
  ): ListenSession | undefined => {
    const before = rows.get(sessionKey.id);
    if (before) rows.set(sessionKey.id, over(before));
    return before;
  };
  const live = (session: ListenSession | undefined) => (session && session.expiresAt > now() ? session : undefined);
  const closed = ({ connectionId: _id, connectedAt: _at, catchingUp: _up, replayedTo: _to, ...rest }: ListenSession) =>
    rest;
  const acknowledgedIn = (
    { cursorChannel: _over, ...before }: ListenSession,
    key: string,
    over?: string,
  ): ListenSession => ({
    ...before,
    eventCursor: key,
    ...(over ? { cursorChannel: over } : {}),
    acknowledged: [...(before.acknowledged ?? []), key],
  });
  const later = (session: ListenSession, at: number) => session.endsAt ?? at + LISTEN_RETENTION_MS;
  const store: ListenSessionStore = {
    list: async (tenant) =>
      [...rows.values()]
        .filter((one) => tenantKey(one) === tenantKey(tenant) && live(one))
        .sort((a, b) => (a.id < b.id ? 1 : -1)),
    get: async (sessionKey) => {
      const found = live(rows.get(sessionKey.id));
      return found && tenantKey(found) === tenantKey(sessionKey) ? found : undefined;
    },
    create: async (session) => void rows.set(session.id, session),
    delete: async ({ id }) => void rows.delete(id),
    findBySocket: async (hash) => live([...rows.values()].find(({ socketHash }) => socketHash === hash)),
    findByConnection: async (connectionId) => connections.get(connectionId),
    connect: async (session, connectionId, at) => {
      connections.set(connectionId, session);
      return change(session, (before) => ({
        ...closed(before),
        connectionId,
        connectedAt: at,
        catchingUp: true,
        lastSeen: at,
        expiresAt: later(before, at),
      }));
    },
    disconnect: async (sessionKey, connectionId, at) => {
      if (rows.get(sessionKey.id)?.connectionId !== connectionId) return;
      change(sessionKey, (before) => ({ ...closed(before), lastSeen: at, expiresAt: later(before, at) }));
    },
    caughtUp: async (sessionKey, connectionId, replayedTo) => {
      if (rows.get(sessionKey.id)?.connectionId !== connectionId) return false;
      change(sessionKey, ({ catchingUp: _up, ...before }) => ({ ...before, replayedTo }));
      return true;
    },
    acknowledge: async (sessionKey, key, over) => {
      change(sessionKey, (before) => ((before.eventCursor ?? '') < key ? acknowledgedIn(before, key, over) : before));
    },
  };
  return { rows, store };
}

export function memoryLocalResponses() {
  const rows: { session: string; answer: LocalResponse }[] = [];
  const store: LocalResponseStore = {
    add: async ({ id }, answer) => void rows.push({ session: id, answer }),
    list: async (id, query) =>
      page(
        rows.filter(({ session }) => session === id).map(({ answer }) => answer),
        (answer) => answer.id,
        query,
      ),
  };
  return { rows, store };
}

/** @param pageSize events of one read */
export function memoryListenEvents(stored: WaybillEvent[], pageSize = 3) {
  const recorded = new Map<string, Set<string>>();
  const run = (all: WaybillEvent[], key: string, fits: (event: WaybillEvent) => boolean): EventBatch => {
    const sorted = all.filter((event) => event.key >= key).sort((a, b) => (a.key < b.key ? -1 : 1));
    const looked = sorted.slice(0, pageSize);
    return { events: looked.filter(fits), readTo: sorted.length > pageSize ? looked.at(-1)?.key : undefined };
  };
  const events: ListenEvents = {
    read: async (mode, refs) =>
      refs.flatMap(
        (sessionKey) =>
          stored.find((one) => one.mode === mode && one.account === sessionKey.account && one.key === sessionKey.key) ??
          [],
      ),
    from: async (tenant: Tenant, key, types) =>
      run(
        stored.filter((event) => tenantKey(event) === tenantKey(tenant)),
        key,
        ({ type }) => matchesType(types, type),
      ),
    record: async ({ id }, refs) => {
      recorded.set(id, new Set([...(recorded.get(id) ?? []), ...refs.map((sessionKey) => sessionKey.key)]));
    },
    recorded: async ({ id, mode }, key) =>
      run(
        stored.filter((event) => event.mode === mode && recorded.get(id)?.has(event.key)),
        key,
        () => true,
      ),
  };
  return { events, recorded };
}

export function memoryListenQueue() {
  const sent: ListenMessage[] = [];
  const hidden: string[] = [];
  let refuses = false;
  return {
    sent,
    hidden,
    refuse: (whether: boolean) => {
      refuses = whether;
    },
    queue: {
      send: async (messages: readonly ListenMessage[]) => {
        if (refuses) return messages;
        sent.push(...messages);
        return [];
      },
      hide: async (handles: readonly string[]) => void hidden.push(...handles),
    },
  };
}

/** Sockets that collect their messages. @param answer returns the result of a send */
export function memorySockets(answer: (text: string, connectionId: string) => Sent = () => 'sent') {
  const messages: { connectionId: string; frame: Record<string, unknown> }[] = [];
  const closed: string[] = [];
  return {
    messages,
    closed,
    sockets: {
      send: async (connectionId: string, text: string) => {
        const sent = answer(text, connectionId);
        if (sent === 'sent') messages.push({ connectionId, frame: JSON.parse(text) });
        return sent;
      },
      close: async (connectionId: string) => void closed.push(connectionId),
    },
  };
}
