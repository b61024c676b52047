import type { Tenant } from '../tenant.ts';

/** Object of the platform: whatever its service put there. */
export type JsonObject = { [key: string]: unknown };

/** The API object an event is about, as thin events name it. */
export interface RelatedObject {
  readonly id: string;
  readonly type: string;
  readonly url: string;
}

/** A destination an event goes to. Its account differs from the event's for `@accounts` destinations of the platform. */
export interface DestinationRef {
  readonly account: string;
  readonly id: string;
}

/** A place in `data.object` that is not as the type's schema says. */
export interface SchemaProblem {
  /** JSON pointer, `/lines/0/amount`; empty for the whole. https://www.rfc-editor.org/rfc/rfc6901 */
  readonly pointer: string;
  /** What it should be, as a sentence that goes on from the pointer. */
  readonly message: string;
}

/** Something that happened. Immutable once stored. */
export interface WaybillEvent extends Tenant {
  /** As shown, `evt_…`; up to 100 characters where the publisher chose it. */
  readonly id: string;
  /** Sort key, made by Waybill and ordered by the time of publishing. Equal to `id` unless the publisher chose the id. */
  readonly key: string;
  readonly type: string;
  readonly apiVersion: string;
  /** Unix seconds: when it happened. */
  readonly created: number;
  readonly data: { readonly object: JsonObject; readonly previous_attributes?: JsonObject };
  readonly relatedObject?: RelatedObject;
  /** The API call that published it; null when it came by the ingest bus. */
  readonly request: { readonly id: string | null; readonly idempotency_key: string | null } | null;
  /** Every destination it goes to, decided once, at publish. */
  readonly destinations: readonly DestinationRef[];
  /** What did not fit the type's schema when it was published. */
  readonly warnings?: readonly SchemaProblem[];
  /** The catalog had types then, and not this one. */
  readonly uncatalogued?: true;
}

/** Events, deliveries and attempts are kept this long, seconds. */
export const RETENTION_SECONDS = 30 * 24 * 3600;

/** Largest event accepted, bytes of its JSON. */
export const MAX_EVENT_BYTES = 256 * 1024;

/** How far ahead of its publishing an event may say that it happened, seconds: clocks differ. */
export const MAX_LEAD_SECONDS = 3600;
