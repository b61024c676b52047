import { useCallback, useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';
import { type Looked, readAddress, writeAddress } from './address.ts';

/** What is looked at, read from the address, and the ways to look at something else. */
export function useAddress() {
  const query = useSearch();
  const [path, navigate] = useLocation();
  const looked = useMemo(() => readAddress(query), [query]);
  const hrefOf = useCallback((to: Looked) => `${path}${writeAddress(to)}`, [path]);
  const look = useCallback(
    (to: Looked, options?: { replace: boolean }) => {
      const href = hrefOf(to);
      // A click on the link of a row is a click on the row as well: one step of the history is enough.
      if (href !== location.pathname + location.search) navigate(href, options);
    },
    [navigate, hrefOf],
  );
  return { looked, look, hrefOf };
}
