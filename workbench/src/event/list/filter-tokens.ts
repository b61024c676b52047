/** The filter as the tokens of the design system's filter field, and back. */
import type { PropertyFilterQuery } from '@cloudscape-design/collection-hooks';
import { isBound } from './bound.ts';
import { EVERYTHING, type ListState } from './list-state.ts';

export type Tokens = PropertyFilterQuery['tokens'];

export function toTokens({ types, since, until, delivered, object }: ListState): Tokens {
  const one = (propertyKey: string, operator: string, value: string | undefined) =>
    value === undefined ? [] : [{ propertyKey, operator, value }];
  return [
    ...types.flatMap((type) => one('type', '=', type)),
    ...one('created', '>=', since),
    ...one('created', '<=', until),
    ...one('delivered', '=', delivered === undefined ? undefined : String(delivered)),
    ...one('object', '=', object),
  ];
}

/** Of what there can be one of, the last counts: it was entered after the other. Any number of types may stand together. */
export function fromTokens(tokens: Tokens): ListState {
  const types = new Set<string>();
  const state: { -readonly [name in keyof ListState]: ListState[name] } = { ...EVERYTHING };
  for (const { propertyKey, operator, value } of tokens) {
    const text = typeof value === 'string' ? value.trim() : '';
    const key = propertyKey ?? kindOf(text);
    if (text === '') continue;
    if (key === 'type') types.add(text);
    else if (key === 'object') state.object = text;
    else if (key === 'created' && isBound(text)) state[operator === '<=' ? 'until' : 'since'] = text;
    else if (key === 'delivered' && /^(true|false)$/.test(text)) state.delivered = text === 'true';
  }
  return { ...state, types: [...types] };
}

/** What somebody means who enters a text without saying which: types have dots, ids have none. */
const kindOf = (text: string): 'type' | 'object' => (/[.*]/.test(text) ? 'type' : 'object');

/** The id of an event among the tokens, which there is a page of. */
export function eventIdIn(tokens: Tokens): string | undefined {
  const value: unknown = tokens.find(
    ({ propertyKey, value }) => propertyKey === undefined && /^evt_\S+$/.test(String(value).trim()),
  )?.value;
  return typeof value === 'string' ? value.trim() : undefined;
}
