/** The ports of listening in memory. They keep the rules of the real ones. */

import { matchesType } from '../../lambdas/core/destination/matching.ts';
import type { WaybillEvent } from '../../lambdas/core/event/event.ts';
import type {
  EventRun,
  ListenAnswerStore,
  ListenEvents,
  ListenSessionStore,
  Sent,
} from '../../lambdas/core/listen/ports.ts';
import {
  LISTEN_KEPT_MS,
  type ListenAnswer,
  type ListenMessage,
  type ListenPlace,
  type ListenSession,
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
  expiresAt: T0 + LISTEN_KEPT_MS,
  start: 'evt_0',
  ...over,
});

export function memoryListenSessions(now: () => number) {
  const rows = new Map<string, ListenSession>();
  const connections = new Map<string, ListenPlace>();
  const change = (place: ListenPlace, over: (before: ListenSession) => ListenSession): ListenSession | undefined => {
    const before = rows.get(place.id);
    if (before) rows.set(place.id, over(before));
    return before;
  };
  const live = (session: ListenSession | undefined) => (session && session.expiresAt > now() ? session : undefined);
  const closed = ({ connectionId: _id, connectedAt: _at, catchingUp: _up, replayedTo: _to, ...rest }: ListenSession) =>
    rest;
  const acknowledgedIn = (
    { cursorOver: _over, ...before }: ListenSession,
    key: string,
    over?: string,
  ): ListenSession => ({
    ...before,
    eventCursor: key,
    ...(over ? { cursorOver: over } : {}),
    acknowledged: [...(before.acknowledged ?? []), key],
  });
  const later = (session: ListenSession, at: number) => session.endsAt ?? at + LISTEN_KEPT_MS;
  const store: ListenSessionStore = {
    list: async (tenant) =>
      [...rows.values()]
        .filter((one) => tenantKey(one) === tenantKey(tenant) && live(one))
        .sort((a, b) => (a.id < b.id ? 1 : -1)),
    get: async (place) => {
      const found = live(rows.get(place.id));
      return found && tenantKey(found) === tenantKey(place) ? found : undefined;
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
    disconnect: async (place, connectionId, at) => {
      if (rows.get(place.id)?.connectionId !== connectionId) return;
      change(place, (before) => ({ ...closed(before), lastSeen: at, expiresAt: later(before, at) }));
    },
    caughtUp: async (place, connectionId, replayedTo) => {
      if (rows.get(place.id)?.connectionId !== connectionId) return false;
      change(place, ({ catchingUp: _up, ...before }) => ({ ...before, replayedTo }));
      return true;
    },
    acknowledge: async (place, key, over) => {
      change(place, (before) => ((before.eventCursor ?? '') < key ? acknowledgedIn(before, key, over) : before));
    },
  };
  return { rows, store };
}

export function memoryListenAnswers() {
  const rows: { session: string; answer: ListenAnswer }[] = [];
  const store: ListenAnswerStore = {
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

/** @param pageSize events that a read looks at */
export function memoryListenEvents(stored: WaybillEvent[], pageSize = 3) {
  const noted = new Map<string, Set<string>>();
  const run = (all: WaybillEvent[], key: string, fits: (event: WaybillEvent) => boolean): EventRun => {
    const sorted = all.filter((event) => event.key >= key).sort((a, b) => (a.key < b.key ? -1 : 1));
    const looked = sorted.slice(0, pageSize);
    return { events: looked.filter(fits), upTo: sorted.length > pageSize ? looked.at(-1)?.key : undefined };
  };
  const events: ListenEvents = {
    read: async (mode, places) =>
      places.flatMap(
        (place) =>
          stored.find((one) => one.mode === mode && one.account === place.account && one.key === place.key) ?? [],
      ),
    from: async (tenant: Tenant, key, types) =>
      run(
        stored.filter((event) => tenantKey(event) === tenantKey(tenant)),
        key,
        ({ type }) => matchesType(types, type),
      ),
    note: async ({ id }, places) => {
      noted.set(id, new Set([...(noted.get(id) ?? []), ...places.map((place) => place.key)]));
    },
    noted: async ({ id, mode }, key) =>
      run(
        stored.filter((event) => event.mode === mode && noted.get(id)?.has(event.key)),
        key,
        () => true,
      ),
  };
  return { events, noted };
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

/** Sockets that keep what they are sent. @param answer what becomes of a message */
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
