/** The state of the page that is stored in the URL. The tab is in the path, the rest is in the query. */
import type { LiveEventsFilter } from './stream/live-events.ts';

export const TABS = ['live', 'sessions'] as const;
export type Tab = (typeof TABS)[number];

export interface ListenView extends LiveEventsFilter {
  /** The session whose responses are open. */
  readonly session: string | undefined;
}

const NO_FILTER: LiveEventsFilter = { types: [], texts: [] };
export const INITIAL_VIEW: ListenView = { ...NO_FILTER, session: undefined };

const values = (params: URLSearchParams, name: string): string[] => [
  ...new Set(
    params
      .getAll(name)
      .map((value) => value.trim())
      .filter((value) => value !== ''),
  ),
];

export const readView = (params: URLSearchParams): ListenView => ({
  types: values(params, 'type'),
  texts: values(params, 'text'),
  session: values(params, 'session')[0],
});

/** Writes the view to query parameters, and keeps other parameters. */
export function writeView(was: URLSearchParams, { types, texts, session }: ListenView): URLSearchParams {
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

/** Converts the filter to the tokens of the filter field. */
export const toTokens = ({ types, texts }: LiveEventsFilter) => [
  ...types.map((value) => ({ propertyKey: 'type', operator: '=', value })),
  ...texts.map((value) => ({ operator: ':', value })),
];

/** Converts tokens to the filter. A text that ends with a star is a type pattern, regardless of its property. */
export function fromTokens(tokens: readonly Token[]): LiveEventsFilter {
  const types = new Set<string>();
  const texts = new Set<string>();
  for (const { propertyKey, value } of tokens) {
    const text = typeof value === 'string' ? value.trim() : '';
    if (text !== '') (propertyKey === 'type' || /^[\w.-]*\*$/.test(text) ? types : texts).add(text);
  }
  return { types: [...types], texts: [...texts] };
}
