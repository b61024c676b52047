/** The part of the generated types that is the same for every catalog: the event around `data.object`. */
import type { EventTypeEntry } from '../../lambdas/core/catalog/catalog.ts';

export const headOf = (version: string): string => `/**
 * Events as a destination receives them in API version ${version}. Generated from the catalog by \`npm run catalog:types\`. Do not
 * edit: the next run overwrites this file.
 */

/** Any event. Narrow it by \`type\` to get the type of \`data\`. */
export type Event = Events[keyof Events];

export type EventType = keyof Events;

export interface EventOf<T extends keyof EventObjects> {
  id: string;
  object: 'event';
  /** The account of the event, when it is not the account that receives it. */
  account?: string;
  api_version: '${version}';
  /** When the event happened, unix seconds. */
  created: number;
  data: {
    object: EventObjects[T];
    /** The former values of the fields that changed. */
    previous_attributes?: Partial<EventObjects[T]>;
  };
  livemode: boolean;
  /** Number of matching destinations that the event was not yet delivered to. */
  pending_webhooks: number;
  /** The request that published the event. Null for events from the ingest bus. */
  request: { id: string | null; idempotency_key: string | null } | null;
  type: T;
}
`;

/** Events by type. */
export const eventsSource = (types: readonly EventTypeEntry[]): string =>
  `export interface Events {\n${types.map(({ type, description }) => `  /** ${commentOf(description)} */\n  '${type}': EventOf<'${type}'>;\n`).join('')}}\n`;

const commentOf = (text: string): string => text.replaceAll('*/', '*\\/').replaceAll(/\s+/g, ' ');
