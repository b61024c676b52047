/** What is chosen in the builder, as the page's address says it. */
import type { Destination, EventType } from '../api/types.ts';
import { type BuilderChoice, FRAMEWORKS } from './generate/index.ts';

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

/** Types of the catalog that a destination gets; none where it takes everything, for a case for each would be no help. */
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
