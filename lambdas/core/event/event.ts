import type { Tenant } from '../tenant.ts';

/** An API object of the platform, with the fields that its publisher sent. */
export type JsonObject = { [key: string]: unknown };

/** The API object that an event is about, as in thin events. */
export interface RelatedObject {
  readonly id: string;
  readonly type: string;
  readonly url: string;
}

/** A destination of an event. Its account differs from the event's for `@accounts` destinations of the platform. */
export interface DestinationRef {
  readonly account: string;
  readonly id: string;
}

/** A value in `data.object` that does not match the schema of the event type. */
export interface SchemaProblem {
  /** JSON pointer, `/lines/0/amount`; empty for the whole value. https://www.rfc-editor.org/rfc/rfc6901 */
  readonly pointer: string;
  /** Continues the pointer to a sentence: `should be a number.` */
  readonly message: string;
}

/** Something that happened. Immutable once stored. */
export interface WaybillEvent extends Tenant {
  /** The id that users see: `evt_…`, or up to 100 characters that the publisher chose. */
  readonly id: string;
  /** Event key: made by Waybill, sorts by the time of publishing. Equal to `id` unless the publisher chose the id. */
  readonly key: string;
  readonly type: string;
  readonly apiVersion: string;
  /** When the event happened, unix seconds. */
  readonly created: number;
  readonly data: { readonly object: JsonObject; readonly previous_attributes?: JsonObject };
  readonly relatedObject?: RelatedObject;
  /** The API call that published the event; null for the ingest bus. */
  readonly request: { readonly id: string | null; readonly idempotency_key: string | null } | null;
  /** All destinations that the event matched when it was published. */
  readonly destinations: readonly DestinationRef[];
  /** Differences between the data and the type's schema at the time of publishing. */
  readonly warnings?: readonly SchemaProblem[];
  /** Whether the catalog had types at the time of publishing, but not this one. */
  readonly uncatalogued?: true;
}

/** Retention of events, deliveries and attempts, seconds. */
export const RETENTION_SECONDS = 30 * 24 * 3600;

/** Size of the largest event, bytes of its JSON. */
export const MAX_EVENT_BYTES = 256 * 1024;

/** Largest time by which `created` may be ahead of the time of publishing, seconds: clocks differ. */
export const MAX_LEAD_SECONDS = 3600;
