/** Examples of events in both payload styles. */
import type { EventType } from '../../../api/types.ts';

type Example = Pick<EventType, 'type' | 'example' | 'related_object_type' | 'thin'>;

const FALLBACK: Example = {
  type: 'invoice.paid',
  example: { id: 'in_1', object: 'invoice', total: 4200, status: 'paid' },
  related_object_type: 'invoice',
  thin: true,
};
const ID = 'evt_01J0EXAMPLE';
/** 2026-01-01T12:00:00Z, unix seconds. */
const CREATED = 1_767_268_800;

/** Returns the first type that has both styles, or a fixed example when the catalog has none. */
export const exampleType = (types: readonly Example[]): Example =>
  types.find(({ thin, example }) => thin && example !== null) ?? FALLBACK;

export const snapshotExample = ({ type, example }: Example, apiVersion: string, livemode: boolean) => ({
  id: ID,
  object: 'event',
  type,
  api_version: apiVersion,
  created: CREATED,
  livemode,
  data: { object: example },
});

export function thinExample({ type, example, related_object_type }: Example, livemode: boolean) {
  const id = typeof example?.id === 'string' ? example.id : 'obj_1';
  const object = related_object_type ?? (typeof example?.object === 'string' ? example.object : 'object');
  return {
    id: ID,
    object: 'v2.core.event',
    type,
    created: new Date(CREATED * 1000).toISOString(),
    livemode,
    related_object: { id, type: object, url: `/v1/${object}s/${id}` },
  };
}
