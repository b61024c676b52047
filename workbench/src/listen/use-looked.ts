import { useLocation, useSearch } from 'wouter';
import { links } from '../shell/links.ts';
import { type Looked, readLooked, type Tab, writeLooked } from './address.ts';

const ADDRESSES: Readonly<Record<Tab, string>> = { live: links.listen, sessions: links.listeners };

/** What somebody looks at, from the address. */
export function useLooked() {
  const [, navigate] = useLocation();
  const search = useSearch();
  const params = new URLSearchParams(search);
  const addressOf = (tab: Tab, to: Looked): string => {
    const query = writeLooked(params, to).toString();
    return ADDRESSES[tab] + (query === '' ? '' : `?${query}`);
  };
  return {
    looked: readLooked(params),
    look: (tab: Tab, to: Looked, options?: { replace?: boolean }) => navigate(addressOf(tab, to), options),
    addressOf,
  };
}
