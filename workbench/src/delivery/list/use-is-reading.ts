import { type RefObject, useCallback, useEffect, useRef } from 'react';
import { isReading, type ReadingSigns } from './refresh.ts';

/** Returns a function that checks whether the user is reading the list. */
export function useIsReading(
  list: RefObject<HTMLElement | null>,
  { opened, selected }: Pick<ReadingSigns, 'opened' | 'selected'>,
): () => boolean {
  const state = useRef({ opened, selected });
  useEffect(() => {
    state.current = { opened, selected };
  });
  return useCallback(() => {
    const rows = list.current?.querySelector('tbody');
    return isReading({
      ...state.current,
      scrolled: scrollY > 0,
      pointed: rows?.matches(':hover') ?? false,
      focused: rows?.contains(document.activeElement) ?? false,
    });
  }, [list]);
}
