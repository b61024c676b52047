/** Serves the metrics: as text for Prometheus, and as JSON for the Workbench. */
import type { Site } from '../gateway/http-gateway.ts';
import type { LocalMetrics } from './local-metrics.ts';

export const METRICS_PATH = '/local/metrics';
const PROMETHEUS_PATH = '/metrics';

const respond = (type: string, body: string) => ({
  status: 200,
  headers: { 'content-type': type, 'cache-control': 'no-store' },
  body,
});

export const createMetricsSite =
  (metrics: LocalMetrics): Site =>
  async ({ method, path }) => {
    if (method !== 'GET' && method !== 'HEAD') return undefined;
    if (path === METRICS_PATH) return respond('application/json', JSON.stringify({ data: metrics.series() }));
    if (path !== PROMETHEUS_PATH) return undefined;
    const { contentType, body } = await metrics.prometheus();
    return respond(contentType, body);
  };
