/** Every payload of GitHub's webhook examples arrives at each of three destinations. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { githubPayloads } from '../../local/demo/payloads.ts';
import { DESTINATIONS, type DestinationName, FLAKY_FAILURES, runDemo } from '../../local/demo/run-demo.ts';
import { type Platform, startPlatform } from '../doubles/platform.ts';
import { WAIT_MS } from '../limits.ts';
import { apiClient } from './client.ts';

let platform: Platform;
const errors: string[] = [];

beforeAll(async () => {
  // Three days pass in 7 minutes: a busy machine may need longer than the 72 s of a scale of 3,600.
  platform = await startPlatform({ timeScale: 600, onError: (text) => errors.push(text) });
});
afterAll(() => platform?.stop());

test('events published in batches are delivered unchanged, signed and recorded to a healthy webhook, a failing one and a bus', async () => {
  const payloads = githubPayloads();
  expect(payloads.length).toBeGreaterThan(300);
  const progress = new Map<DestinationName, number>();
  const { published, reconciliations, complete } = await runDemo({
    url: platform.url,
    key: platform.keys.live,
    endpoints: platform.endpoints,
    payloads,
    timeoutMs: 2 * WAIT_MS,
    onProgress: (name, delivered) => progress.set(name, delivered),
  });

  expect(published).toBe(payloads.length);
  const nothing = { missing: [], unknown: [], altered: [], differing: [], unverified: [], unrecorded: [] };
  for (const name of DESTINATIONS) {
    expect({ name, ...reconciliations[name].problems }).toEqual({ name, ...nothing });
    expect(reconciliations[name].delivered).toBe(published);
    expect(progress.get(name)).toBe(published);
  }
  expect(complete).toBe(true);

  const [healthy, flaky, bus] = DESTINATIONS.map((name) => reconciliations[name]);
  expect(flaky?.refused).toBe(published * FLAKY_FAILURES);
  expect(flaky?.attempts).toBeGreaterThanOrEqual(published * (FLAKY_FAILURES + 1));
  // A duplicate is allowed. The endpoint received it, signed as every other request.
  for (const one of [healthy, flaky]) {
    const requests = published + (one?.refused ?? 0) + (one?.duplicates ?? 0);
    expect(one?.signatures).toEqual({ stripe: requests, standardWebhooks: requests, of: requests });
  }
  expect(bus?.signatures.of).toBe(0);
  expect(errors).toEqual([]);

  const { data } = await apiClient(platform.url, platform.keys.live).get('/v2/core/event_destinations');
  expect(data).toEqual([]);
});
