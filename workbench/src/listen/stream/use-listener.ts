import { useCallback, useEffect, useRef, useState } from 'react';
import { ApiError } from '../../../../api-client/api-error.ts';
import { useSession } from '../../account/session.tsx';
import { DEVICE_NAME } from '../sessions/sessions.ts';
import { browserClock, openSocket } from './browser.ts';
import { createListener, type Listener, type ListenState } from './listener.ts';
import { add, clear, type LiveEvents, NO_LIVE_EVENTS, pause, resume, show } from './live-events.ts';

export interface Listening {
  readonly state: ListenState;
  /** The session of this page; undefined without a session. */
  readonly sessionId: string | undefined;
  readonly events: LiveEvents;
  readonly pause: () => void;
  readonly resume: () => void;
  readonly show: () => void;
  readonly clear: () => void;
  /** Reconnects without waiting. */
  readonly retryNow: () => void;
  /** Starts another session. */
  readonly again: () => void;
}

/**
 * Receives the events of the account while the page is open.
 * @param types type patterns; empty for all events
 * @param active whether to start; a started listener continues
 */
export function useListener(types: readonly string[], active: boolean): Listening {
  const { api } = useSession();
  const [state, setState] = useState<ListenState>({ name: 'connecting' });
  const [sessionId, setSessionId] = useState<string>();
  const [events, setEvents] = useState<LiveEvents>(NO_LIVE_EVENTS);
  const [started, setStarted] = useState(active);
  if (active && !started) setStarted(true);
  const listener = useRef<Listener>(undefined);
  const typesKey = JSON.stringify(types);
  const latest = useRef(typesKey);

  useEffect(() => {
    if (!started) return undefined;
    const current = createListener({
      create: (patterns) =>
        api.createListenSession({
          device_name: DEVICE_NAME,
          ...(patterns.length === 0 ? {} : { types: [...patterns] }),
        }),
      sessionExists: (id) =>
        api.listenSession(id).then(
          () => true,
          (error) => !(error instanceof ApiError) || ![401, 403, 404].includes(error.status),
        ),
      // A session that could not be deleted ends after a day.
      remove: (id) => void api.deleteListenSession(id).catch(() => {}),
      openSocket,
      onState: setState,
      onSession: setSessionId,
      onRows: (rows) => setEvents((was) => add(was, rows)),
      clock: browserClock,
    });
    listener.current = current;
    const start = () => void current.listen(JSON.parse(latest.current));
    start();
    // The browser can restore a page from its back/forward cache.
    const shown = ({ persisted }: PageTransitionEvent) => persisted && start();
    addEventListener('pagehide', current.close);
    addEventListener('pageshow', shown);
    addEventListener('online', current.retryNow);
    return () => {
      removeEventListener('pagehide', current.close);
      removeEventListener('pageshow', shown);
      removeEventListener('online', current.retryNow);
      current.close();
      listener.current = undefined;
    };
  }, [api, started]);

  useEffect(() => {
    if (latest.current === typesKey) return;
    latest.current = typesKey;
    void listener.current?.listen(JSON.parse(typesKey));
  }, [typesKey]);

  return {
    state,
    sessionId,
    events,
    pause: useCallback(() => setEvents(pause), []),
    resume: useCallback(() => setEvents(resume), []),
    show: useCallback(() => setEvents(show), []),
    clear: useCallback(() => setEvents(clear), []),
    retryNow: useCallback(() => listener.current?.retryNow(), []),
    again: useCallback(() => void listener.current?.listen(JSON.parse(latest.current)), []),
  };
}
