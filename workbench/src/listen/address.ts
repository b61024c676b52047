/** What of the page is in its address: the tab is in its path, the rest in its query. */
import type { FeedFilter } from './stream/feed.ts';

export const TABS = ['live', 'sessions'] as const;
export type Tab = (typeof TABS)[number];

export interface Looked extends FeedFilter {
  /** Session whose answers are open. */
  readonly session: string | undefined;
}

const NO_FILTER: FeedFilter = { types: [], texts: [] };
export const EVERYTHING: Looked = { ...NO_FILTER, session: undefined };

const values = (params: URLSearchParams, name: string): string[] => [
  ...new Set(
    params
      .getAll(name)
      .map((value) => value.trim())
      .filter((value) => value !== ''),
  ),
];

export const readLooked = (params: URLSearchParams): Looked => ({
  types: values(params, 'type'),
  texts: values(params, 'text'),
  session: values(params, 'session')[0],
});

/** Leaves what is not of these as it was. */
export function writeLooked(was: URLSearchParams, { types, texts, session }: Looked): URLSearchParams {
  const params = new URLSearchParams(was);
  for (const name of ['type', 'text', 'session']) params.delete(name);
  for (const type of types) params.append('type', type);
  for (const text of texts) params.append('text', text);
  if (session !== undefined) params.set('session', session);
  return params;
}

interface Token {
  readonly propertyKey?: string;
  readonly operator: string;
  readonly value?: unknown;
}

/** The filter as the tokens of the design system's filter field. */
export const toTokens = ({ types, texts }: FeedFilter) => [
  ...types.map((value) => ({ propertyKey: 'type', operator: '=', value })),
  ...texts.map((value) => ({ operator: ':', value })),
];

/** And back. A text with a star means a group of types, whatever it was entered as. */
export function fromTokens(tokens: readonly Token[]): FeedFilter {
  const types = new Set<string>();
  const texts = new Set<string>();
  for (const { propertyKey, value } of tokens) {
    const text = typeof value === 'string' ? value.trim() : '';
    if (text !== '') (propertyKey === 'type' || /^[\w.-]*\*$/.test(text) ? types : texts).add(text);
  }
  return { types: [...types], texts: [...texts] };
}
