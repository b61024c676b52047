import type { JsonObject, RelatedObject } from '../event/event.ts';

/** What a publisher hands over for one event, checked for shape but not yet for rights. */
export interface PublishRequest {
  readonly type: string;
  readonly data: { readonly object: JsonObject; readonly previous_attributes?: JsonObject };
  /** Account it happened in; the caller's own when left out. */
  readonly account?: string;
  readonly apiVersion?: string;
  /** Unix seconds; the time of publishing when left out. */
  readonly created?: number;
  readonly relatedObject?: RelatedObject;
  /** The publisher's own id for it: publishing it again changes nothing. */
  readonly id?: string;
  /** Identifies a repeat of an event without an id. Not shown. */
  readonly identity?: string;
}
