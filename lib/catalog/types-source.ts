/** The part of an API version's types that is the same for every catalog: the event around what it is about. */
import type { EventTypeEntry } from '../../lambdas/core/catalog/catalog.ts';

export const headOf = (version: string): string => `/**
 * Events as they are received in API version ${version}. Made from the catalog by \`npm run catalog:types\`: what is changed
 * here is lost when it runs again.
 */

/** Any event. Its \`type\` tells which, and by that what is in \`data\`. */
export type Event = Events[keyof Events];

export type EventType = keyof Events;

export interface EventOf<T extends keyof EventObjects> {
  id: string;
  object: 'event';
  /** Whose event it is, where that is not the account that receives it. */
  account?: string;
  api_version: '${version}';
  /** Unix seconds: when it happened. */
  created: number;
  data: {
    object: EventObjects[T];
    /** What changed, as it was before. */
    previous_attributes?: Partial<EventObjects[T]>;
  };
  livemode: boolean;
  /** Destinations that have not got it yet. */
  pending_webhooks: number;
  /** The request that made it happen; null when none did. */
  request: { id: string | null; idempotency_key: string | null } | null;
  type: T;
}
`;

/** Each event by its type. */
export const eventsSource = (types: readonly EventTypeEntry[]): string =>
  `export interface Events {\n${types.map(({ type, description }) => `  /** ${commentOf(description)} */\n  '${type}': EventOf<'${type}'>;\n`).join('')}}\n`;

const commentOf = (text: string): string => text.replaceAll('*/', '*\\/').replaceAll(/\s+/g, ' ');
