import { afterEach, expect, it, vi } from 'vitest';
import { createTelemetry } from '../../../lambdas/adapters/telemetry/telemetry.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** Returns the metrics of an internal error, with their dimensions. */
function metricsOfError(version: string | null): Record<string, unknown>[] {
  // As on Lambda, metrics are written to standard output.
  vi.stubEnv('POWERTOOLS_DEV', 'false');
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  createTelemetry('prod', 'deliver', version).internalError('A test.', new Error('A test.'));
  const lines = write.mock.calls.map(([line]) => String(line)).filter((line) => line.includes('_aws'));
  return lines.map((line) => JSON.parse(line)).map(({ _aws, ...values }) => values);
}

it('an internal error of a published version is also counted by version, so that an alarm can watch the newest', () => {
  expect(metricsOfError('7')).toEqual([
    expect.objectContaining({ stage: 'prod', function: 'deliver', InternalErrors: 1 }),
    expect.objectContaining({ stage: 'prod', function: 'deliver', version: '7', VersionErrors: 1 }),
  ]);
});

it('an internal error of a function without versions is counted once, because each metric is billed', () => {
  const metrics = metricsOfError(null);
  expect(metrics).toEqual([expect.objectContaining({ stage: 'prod', function: 'deliver', InternalErrors: 1 })]);
  expect(metrics[0]).not.toHaveProperty('version');
});
