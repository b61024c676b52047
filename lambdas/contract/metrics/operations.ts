/** `/v2/core/event_destinations/{id}/metrics` */
import { destinationPath } from '../destination/event-destination.ts';
import { operation } from '../operation.ts';
import { getMetricsSchema, metricsObject } from './metrics.ts';

export const getEventDestinationMetrics = operation({
  id: 'getEventDestinationMetrics',
  method: 'GET',
  path: `${destinationPath}/{id}/metrics`,
  tag: 'Event destinations',
  summary: 'Retrieve how the attempts at an event destination went',
  description:
    'By hour of the last 24 hours, or with `granularity=day` by day of the last 30 days, in UTC. `since` and `until` ask ' +
    'for others, at most 7 days by hour and 31 by day. Durations are within a factor of 1.42; the last seconds may be ' +
    'missing.',
  access: 'destinations:read',
  query: getMetricsSchema,
  response: metricsObject,
});
