import { useCallback, useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';

/** The Navigation API; undefined in browsers without it. */
const { navigation: entries } = globalThis as { navigation?: Navigation };

/** The URL that the user wants to open. */
interface Leaving {
  readonly href: string;
  /** Key of the history entry, for back and forward. */
  readonly entry?: string;
}

/** An action that leaves the page without a URL: a switch to another mode or account. */
type LeaveAction = () => void;

const guards = new Set<(action: LeaveAction) => void>();

/** Runs an action that leaves the current page, after a confirmation if the page has unsaved changes. */
export function confirmLeave(action: LeaveAction): void {
  const [guard] = guards;
  if (guard) guard(action);
  else action();
}

/**
 * Asks for confirmation before the user leaves the page. Links, the command palette, back and forward are detected with
 * the Navigation API. Closing the tab shows the dialog of the browser. A browser without the Navigation API asks only for
 * the buttons of the page, for closing the tab and for `confirmLeave`.
 * @param stays whether a URL still belongs to this page
 */
export function useLeaveGuard(active: boolean, stays: (to: URL) => boolean) {
  const [, navigate] = useLocation();
  const [leaving, setLeaving] = useState<Leaving | { readonly action: LeaveAction }>();
  const passing = useRef(false);
  const staying = useRef(stays);
  staying.current = stays;

  useEffect(() => {
    if (!active) return undefined;
    const closing = (event: BeforeUnloadEvent) => event.preventDefault();
    const going = (event: NavigateEvent) => {
      // For another document, the browser asks by itself, see above.
      if (passing.current || !event.cancelable || !event.destination.sameDocument) return;
      const to = new URL(event.destination.url);
      if (staying.current(to)) return;
      event.preventDefault();
      setLeaving({
        href: `${to.pathname}${to.search}`,
        ...(event.navigationType === 'traverse' ? { entry: event.destination.key } : {}),
      });
    };
    const guard = (action: LeaveAction) => setLeaving({ action });
    guards.add(guard);
    addEventListener('beforeunload', closing);
    entries?.addEventListener('navigate', going);
    return () => {
      guards.delete(guard);
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
      if (leaving && 'action' in leaving) leaving.action();
      else if (leaving) go(leaving);
      setLeaving(undefined);
    },
    /** Opens a URL, after a confirmation while the guard is active. */
    leaveTo: (href: string) => (active ? setLeaving({ href }) : navigate(href)),
  };
}
