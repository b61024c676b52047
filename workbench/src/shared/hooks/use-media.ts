import { useSyncExternalStore } from 'react';

/** Returns whether a media query matches, and updates when that changes. @param query such as `(max-width: 688px)` */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const list = matchMedia(query);
      list.addEventListener('change', changed);
      return () => list.removeEventListener('change', changed);
    },
    () => matchMedia(query).matches,
  );
}
