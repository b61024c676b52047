/** `/v2/core/event_destinations/{id}/metrics` */
import { destinationPath } from '../destination/event-destination.ts';
import { operation } from '../operation.ts';
import { getMetricsSchema, metricsObject } from './metrics.ts';

export const getEventDestinationMetrics = operation({
  id: 'getEventDestinationMetrics',
  method: 'GET',
  path: `${destinationPath}/{id}/metrics`,
  tag: 'Event destinations',
  summary: 'Retrieve the metrics of an event destination',
  description:
    'Returns the attempts of each of the last 24 hours, or with `granularity=day` of each of the last 30 days, in UTC. `since` ' +
    'and `until` select another period, at most 7 days by hour and 31 days by day. Durations are accurate to a factor of 1.42. ' +
    'The last seconds can be missing.',
  access: 'destinations:read',
  query: getMetricsSchema,
  response: metricsObject,
});
