/** Converts the filter to the tokens of the filter field, and back. */
import type { PropertyFilterQuery } from '@cloudscape-design/collection-hooks';
import { isBound } from './bound.ts';
import { type ListState, NO_FILTER } from './list-state.ts';

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

/** For properties with one value, the last token wins because the user added it last. Several types are allowed. */
export function fromTokens(tokens: Tokens): ListState {
  const types = new Set<string>();
  const state: { -readonly [name in keyof ListState]: ListState[name] } = { ...NO_FILTER };
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

/** Guesses the property of a text without one: types contain dots, ids do not. */
const kindOf = (text: string): 'type' | 'object' => (/[.*]/.test(text) ? 'type' : 'object');

/** Returns the event id among the tokens, which opens the page of the event. */
export function eventIdIn(tokens: Tokens): string | undefined {
  const value: unknown = tokens.find(
    ({ propertyKey, value }) => propertyKey === undefined && /^evt_\S+$/.test(String(value).trim()),
  )?.value;
  return typeof value === 'string' ? value.trim() : undefined;
}
