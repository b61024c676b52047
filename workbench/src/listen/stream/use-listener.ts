import { useCallback, useEffect, useRef, useState } from 'react';
import { useSession } from '../../account/session.tsx';
import { ApiError } from '../../api/api-error.ts';
import { DEVICE_NAME } from '../sessions/sessions.ts';
import { browserClock, openSocket } from './browser.ts';
import { add, clear, EMPTY_FEED, type Feed, goOn, pause, show } from './feed.ts';
import { createListener, type Listener, type ListenState } from './listener.ts';

export interface Listening {
  readonly state: ListenState;
  /** The page's own session, while it has one. */
  readonly sessionId: string | undefined;
  readonly feed: Feed;
  readonly pause: () => void;
  readonly goOn: () => void;
  readonly show: () => void;
  readonly clear: () => void;
  /** Tries at once to be connected. */
  readonly retryNow: () => void;
  /** Begins anew with another session. */
  readonly again: () => void;
}

/**
 * Events of the account as they are published, for as long as the page is open.
 * @param types patterns; none of them for all
 * @param active whether to begin; what has begun goes on
 */
export function useListener(types: readonly string[], active: boolean): Listening {
  const { api } = useSession();
  const [state, setState] = useState<ListenState>({ name: 'connecting' });
  const [sessionId, setSessionId] = useState<string>();
  const [feed, setFeed] = useState<Feed>(EMPTY_FEED);
  const [begun, setBegun] = useState(active);
  if (active && !begun) setBegun(true);
  const listener = useRef<Listener>(undefined);
  const wanted = JSON.stringify(types);
  const latest = useRef(wanted);

  useEffect(() => {
    if (!begun) return undefined;
    const mine = createListener({
      create: (patterns) =>
        api.createListenSession({
          device_name: DEVICE_NAME,
          ...(patterns.length === 0 ? {} : { types: [...patterns] }),
        }),
      isThere: (id) =>
        api.listenSession(id).then(
          () => true,
          (error) => !(error instanceof ApiError) || ![401, 403, 404].includes(error.status),
        ),
      // What is left over ends by itself after a day.
      remove: (id) => void api.deleteListenSession(id).catch(() => {}),
      openSocket,
      onState: setState,
      onSession: setSessionId,
      onRows: (rows) => setFeed((was) => add(was, rows)),
      clock: browserClock,
    });
    listener.current = mine;
    const begin = () => void mine.listen(JSON.parse(latest.current));
    begin();
    // The browser may keep a page that was left, and show it again as it was.
    const shown = ({ persisted }: PageTransitionEvent) => persisted && begin();
    addEventListener('pagehide', mine.close);
    addEventListener('pageshow', shown);
    addEventListener('online', mine.retryNow);
    return () => {
      removeEventListener('pagehide', mine.close);
      removeEventListener('pageshow', shown);
      removeEventListener('online', mine.retryNow);
      mine.close();
      listener.current = undefined;
    };
  }, [api, begun]);

  useEffect(() => {
    if (latest.current === wanted) return;
    latest.current = wanted;
    void listener.current?.listen(JSON.parse(wanted));
  }, [wanted]);

  return {
    state,
    sessionId,
    feed,
    pause: useCallback(() => setFeed(pause), []),
    goOn: useCallback(() => setFeed(goOn), []),
    show: useCallback(() => setFeed(show), []),
    clear: useCallback(() => setFeed(clear), []),
    retryNow: useCallback(() => listener.current?.retryNow(), []),
    again: useCallback(() => void listener.current?.listen(JSON.parse(latest.current)), []),
  };
}
