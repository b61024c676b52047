import { useLocation, useSearch } from 'wouter';
import { links } from '../shell/links.ts';
import { type ListenView, readView, type Tab, writeView } from './view.ts';

const PATHS: Readonly<Record<Tab, string>> = { live: links.listen, sessions: links.listeners };

/** Reads the view from the URL, and changes it there. */
export function useView() {
  const [, navigate] = useLocation();
  const search = useSearch();
  const params = new URLSearchParams(search);
  const hrefOf = (tab: Tab, to: ListenView): string => {
    const query = writeView(params, to).toString();
    return PATHS[tab] + (query === '' ? '' : `?${query}`);
  };
  return {
    view: readView(params),
    setView: (tab: Tab, to: ListenView, options?: { replace?: boolean }) => navigate(hrefOf(tab, to), options),
    hrefOf,
  };
}
