import type { RelatedObject } from '../event/event.ts';

/** Returns the object of events that are about a destination. */
export const destinationObject = (id: string): RelatedObject => ({
  id,
  type: 'v2.core.event_destination',
  url: `/v2/core/event_destinations/${id}`,
});
