/** `/v2/core/event_destinations/{id}/metrics` */
import { toMetricsObject } from '../../contract/metrics/metrics.ts';
import * as operations from '../../contract/metrics/operations.ts';
import { EMPTY_ROLLUP, merged, type Rollup } from '../../core/metrics/metrics.ts';
import { metricsWindow, series } from '../../core/metrics/series.ts';
import { implement, type Route } from '../../middleware/api-request.ts';
import type { ApiContext } from '../context.ts';
import { findDestination } from '../destination/destinations.ts';

export const metricsRoutes = (context: ApiContext): Route[] => [
  implement(operations.getEventDestinationMetrics, async ({ auth, params, query }) => {
    const { granularity = 'hour', since, until } = query;
    const window = metricsWindow({ granularity, since, until }, context.ports.now());
    const destination = await findDestination(context, auth.tenant, params.id ?? '');
    const rollups = await context.ports.metrics.list(destination.id, window.since, window.until);
    const total = rollups.reduce<Rollup>(merged, EMPTY_ROLLUP);
    return { body: toMetricsObject(destination.id, window, series(rollups, window), total) };
  }),
];
