import { useCallback, useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';
import { type ListView, readListView, writeListView } from './list-view.ts';

/** Reads the state of the list from the URL, and changes it there. */
export function useListView() {
  const query = useSearch();
  const [path, navigate] = useLocation();
  const view = useMemo(() => readListView(query), [query]);
  const hrefOf = useCallback((to: ListView) => `${path}${writeListView(to)}`, [path]);
  const setView = useCallback(
    (to: ListView, options?: { replace: boolean }) => {
      const href = hrefOf(to);
      // A click on the link of a row also counts as a click on the row. Only one history entry is added.
      if (href !== location.pathname + location.search) navigate(href, options);
    },
    [navigate, hrefOf],
  );
  return { view, setView, hrefOf };
}
