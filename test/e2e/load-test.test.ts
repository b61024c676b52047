/** The commands of docs/operations/load-test.md, with a smaller load, against the local platform. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Platform, startPlatform } from '../doubles/platform.ts';
import { startReceiver, until } from '../doubles/receiver.ts';
import { apiClient } from './client.ts';

const CALLS = 20;
const EVENTS_IN_A_CALL = 10;

let platform: Platform;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
const folder = mkdtempSync(join(tmpdir(), 'waybill-load-'));
beforeAll(async () => {
  platform = await startPlatform({ timeScale: 1 });
  receiver = await startReceiver();
});
afterAll(async () => {
  await platform?.stop();
  await receiver?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Returns the commands of the page that make the load, with fewer connections, a lower rate and a number of calls. */
function commands(): string {
  const page = readFileSync('docs/operations/load-test.md', 'utf8');
  const [, block = ''] = /```sh\n(node -e [\s\S]*?)```/.exec(page) ?? [];
  const smaller = {
    '--connections 50': '--connections 2',
    '--overallRate 100': '--overallRate 10',
    '--duration 600': `--amount ${CALLS} --json`,
  };
  return Object.entries(smaller).reduce(
    (text, [from, to]) => {
      expect(text).toContain(from);
      return text.replace(from, to);
    },
    block.replace('npx autocannon', 'autocannon'),
  );
}

test('a load test publishes at a rate, and each event is delivered and counted', async () => {
  const client = apiClient(platform.url, platform.keys.live);
  const { id } = await client.createWebhook(receiver.url, { enabled_events: ['load.test'] });
  const { stdout } = await promisify(execFile)('bash', ['-euc', commands()], {
    cwd: folder,
    env: {
      ...process.env,
      PATH: [resolve('node_modules/.bin'), process.env.PATH].join(delimiter),
      API: platform.url,
      KEY: platform.keys.live,
    },
  });
  expect(JSON.parse(stdout)).toMatchObject({ '2xx': CALLS, non2xx: 0, errors: 0 });
  await until('every event is counted as delivered', async () => {
    const { totals } = await client.get(`/v2/core/event_destinations/${id}/metrics`);
    return totals.delivered === CALLS * EVENTS_IN_A_CALL;
  });
});
