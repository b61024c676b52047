import { type RefObject, useCallback, useEffect, useRef } from 'react';
import { isReading, type Reader } from './refresh.ts';

/** Whether somebody reads the list at this moment, to be asked when an answer comes. */
export function useReading(
  list: RefObject<HTMLElement | null>,
  { opened, selected }: Pick<Reader, 'opened' | 'selected'>,
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
