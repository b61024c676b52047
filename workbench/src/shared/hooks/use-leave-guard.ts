import { useCallback, useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';

/** Not in every browser. */
const { navigation: entries } = globalThis as { navigation?: Navigation };

/** Where somebody wants to go. */
interface Leaving {
  readonly href: string;
  /** Of an entry of the history: back or forward. */
  readonly entry?: string;
}

/** What somebody wants to do that ends the page and is no address: see another mode, or another account. */
type Ending = () => void;

const asks = new Set<(ending: Ending) => void>();

/** Does what ends the page that is shown, whichever that is, after asking if need be. */
export function endPage(ending: Ending): void {
  const [ask] = asks;
  if (ask) ask(ending);
  else ending();
}

/**
 * Asks before somebody leaves the page by whatever way: links, the command palette, back and forward by the browser's
 * Navigation API; closing the tab by the browser's own question; `endPage`. A browser without that API asks for the page's
 * own buttons, for closing, and for `endPage`.
 * @param stays whether an address is still this page
 */
export function useLeaveGuard(active: boolean, stays: (to: URL) => boolean) {
  const [, navigate] = useLocation();
  const [leaving, setLeaving] = useState<Leaving | { readonly ending: Ending }>();
  const passing = useRef(false);
  const staying = useRef(stays);
  staying.current = stays;

  useEffect(() => {
    if (!active) return undefined;
    const closing = (event: BeforeUnloadEvent) => event.preventDefault();
    const going = (event: NavigateEvent) => {
      // Another document is the browser's own question, above.
      if (passing.current || !event.cancelable || !event.destination.sameDocument) return;
      const to = new URL(event.destination.url);
      if (staying.current(to)) return;
      event.preventDefault();
      setLeaving({
        href: `${to.pathname}${to.search}`,
        ...(event.navigationType === 'traverse' ? { entry: event.destination.key } : {}),
      });
    };
    const ask = (ending: Ending) => setLeaving({ ending });
    asks.add(ask);
    addEventListener('beforeunload', closing);
    entries?.addEventListener('navigate', going);
    return () => {
      asks.delete(ask);
      removeEventListener('beforeunload', closing);
      entries?.removeEventListener('navigate', going);
    };
  }, [active]);

  const go = useCallback(
    ({ href, entry }: Leaving) => {
      passing.current = true;
      const passed = () => {
        passing.current = false;
      };
      if (entry === undefined) {
        navigate(href);
        passed();
      } else entries?.traverseTo(entry).finished?.then(passed, passed);
    },
    [navigate],
  );
  return {
    asking: leaving !== undefined,
    stay: () => setLeaving(undefined),
    leave: () => {
      if (leaving && 'ending' in leaving) leaving.ending();
      else if (leaving) go(leaving);
      setLeaving(undefined);
    },
    /** Goes there, after asking if need be. */
    leaveTo: (href: string) => (active ? setLeaving({ href }) : navigate(href)),
  };
}
