import type { JsonObject, RelatedObject } from '../event/event.ts';
import type { Tenant } from '../tenant.ts';

/** An event to publish. Its shape is checked; the permissions of the publisher are not yet. */
export interface PublishRequest {
  readonly type: string;
  readonly data: { readonly object: JsonObject; readonly previous_attributes?: JsonObject };
  /** Account of the event; the caller's own when omitted. */
  readonly account?: string;
  readonly apiVersion?: string;
  /** Unix seconds; the time of publishing when omitted. */
  readonly created?: number;
  readonly relatedObject?: RelatedObject;
  /** Event id that the publisher chose. Publishing it again stores no second event. */
  readonly id?: string;
  /** Identifies a repeat of an event that has no id. Not shown to users. */
  readonly identity?: string;
}

/** The accounts that publish. A recovery of an `@accounts` destination reads their events. */
export interface Publishers {
  /** Records that a tenant publishes; writes once a day for each tenant and instance. @throws the error of the write */
  record(tenant: Tenant): Promise<void>;
}
