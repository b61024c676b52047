import { useSyncExternalStore } from 'react';

/** Whether the screen is like that, also when it changes. @param query `(max-width: 688px)` */
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
