/** The input of the builder, which is stored in the address of the page. */
import type { Destination, DestinationType, EventType } from '../api/types.ts';
import { type BuilderChoice, FRAMEWORKS, type FrameworkId } from './generate/index.ts';

const FIRST = 'node-express';
const SEPARATOR = ',';

export function choiceOf(search: URLSearchParams): BuilderChoice {
  const wanted = search.get('framework') ?? FIRST;
  const framework = FRAMEWORKS.find(({ id }) => id === wanted) ?? FRAMEWORKS[0];
  if (!framework) throw new Error('There are no frameworks.');
  return {
    framework: framework.id,
    payload: search.get('payload') === 'thin' ? 'thin' : 'snapshot',
    eventTypes: (search.get('types') ?? '').split(SEPARATOR).filter((type) => type !== ''),
  };
}

export const searchOf = ({ framework, payload, eventTypes }: BuilderChoice): Record<string, string> => ({
  framework,
  payload,
  ...(eventTypes.length > 0 ? { types: eventTypes.join(SEPARATOR) } : {}),
});

/** Returns a framework for destinations of a type: the chosen one if it suits, else the first that does. */
export function frameworkFor(type: DestinationType, chosen: FrameworkId): FrameworkId {
  const suitable = FRAMEWORKS.filter(({ destinationType }) => destinationType === type).map(({ id }) => id);
  return suitable.includes(chosen) ? chosen : (suitable[0] ?? chosen);
}

/** Returns the types that a destination receives. None for a destination that receives all: one case for each would not help. */
export function typesFor(
  { enabled_events }: Pick<Destination, 'enabled_events'>,
  catalog: readonly EventType[],
): string[] {
  if (enabled_events.includes('*')) return [];
  const exact = enabled_events.filter((pattern) => !pattern.endsWith('.*'));
  const groups = enabled_events.filter((pattern) => pattern.endsWith('.*')).map((pattern) => pattern.slice(0, -1));
  const ofGroups = catalog.map(({ type }) => type).filter((type) => groups.some((group) => type.startsWith(group)));
  return [...new Set([...exact, ...ofGroups])].sort();
}
