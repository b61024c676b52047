/** The commands as a person or a script uses them, against the local platform. */
import { statSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Platform, startPlatform } from '../doubles/platform.ts';
import { startReceiver, until } from '../doubles/receiver.ts';
import { type ApiClient, apiClient, type Json } from '../e2e/client.ts';
import { scratchFolder } from '../local/scratch-folder.ts';
import { runCli } from './run-cli.ts';

let platform: Platform;
let api: ApiClient;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
let status = 200;

beforeAll(async () => {
  [platform, receiver] = await Promise.all([
    startPlatform({ workbench: false }),
    startReceiver(() => ({ status, body: 'said' })),
  ]);
  api = apiClient(platform.url, platform.keys.sandbox);
});
afterAll(async () => {
  await platform?.stop();
  await receiver?.stop();
});

const env = (over: Record<string, string> = {}) => ({
  WAYBILL_API_KEY: platform.keys.sandbox,
  WAYBILL_API_BASE: platform.url,
  XDG_CONFIG_HOME: '/nowhere',
  ...over,
});
const waybill = (...args: string[]) => runCli(env(), args);

/** What a program reads: an object, or one a line. */
async function json(...args: string[]): Promise<Json[]> {
  const { code, stdout, stderr } = await waybill(...args, '--json');
  expect([code, stderr]).toEqual([0, '']);
  try {
    return [JSON.parse(stdout)];
  } catch {
    return stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  }
}

async function destination(...flags: string[]): Promise<Json> {
  const [made] = await json('destinations', 'create', '--url', `${receiver.url}/hook`, ...flags);
  return made;
}

describe('login', () => {
  test('stores a valid key, one for each mode, in a file that only its owner can read', async () => {
    const home = scratchFolder();
    const at = { XDG_CONFIG_HOME: home };
    const base = ['--api-base', platform.url];
    expect((await runCli(at, ['whoami'])).code).toBe(3);
    const sandbox = await runCli(at, ['login', ...base], `${platform.keys.sandbox}\n`);
    expect(sandbox).toMatchObject({ code: 0, stdout: '' });
    expect(sandbox.stderr).toContain('sandbox mode (sk_test_…0001), profile "default"');
    expect((await runCli(at, ['whoami', '--live'])).stderr).toContain('has no live key');
    await runCli(at, ['login', '--key', platform.keys.live]);
    expect(JSON.parse((await runCli(at, ['whoami', '--live', '--json'])).stdout)).toMatchObject({ livemode: true });
    expect(JSON.parse((await runCli(at, ['whoami', '--json'])).stdout)).toMatchObject({ livemode: false });
    expect(statSync(`${home}/waybill/config.json`).mode & 0o777).toBe(0o600);
    const shown = await runCli(at, ['config']);
    expect(shown.stdout).toContain('sk_live_…0001');
    expect(shown.stdout + shown.stderr + sandbox.stderr).not.toContain('waybill_platform');
  });

  test('does not store an invalid key', async () => {
    const at = { XDG_CONFIG_HOME: scratchFolder() };
    const refused = await runCli(at, ['login', '--key', 'sk_test_wrong', '--api-base', platform.url]);
    expect(refused.code).toBe(3);
    expect((await runCli(at, ['config'])).stderr).toContain('no profiles');
  });

  test('does not overwrite the profile of another platform', async () => {
    const at = { XDG_CONFIG_HOME: scratchFolder() };
    await runCli(at, ['login', '--key', platform.keys.sandbox, '--api-base', platform.url]);
    const other = await runCli(at, ['login', '--key', 'sk_test_x', '--api-base', 'https://other.example']);
    expect(other).toMatchObject({ code: 2 });
    expect(other.stderr).toContain('--profile other');
    await runCli(at, ['config', 'set', 'account', 'acct_shop']);
    expect(JSON.parse((await runCli(at, ['whoami', '--json'])).stdout)).toMatchObject({ acting_account: 'acct_shop' });
    expect((await runCli(at, ['logout'])).code).toBe(0);
    expect((await runCli(at, ['whoami'])).code).toBe(3);
  });
});

describe('destinations', () => {
  test('are created, listed, changed, disabled, enabled, given a new secret and deleted', async () => {
    const made = await destination('--events', 'cli.made,invoice.*', '--metadata', 'team=billing', '--name', 'Mine');
    expect(made).toMatchObject({
      name: 'Mine',
      enabled_events: ['cli.made', 'invoice.*'],
      metadata: { team: 'billing' },
    });
    const secret = made.webhook_endpoint.signing_secret;
    expect(secret).toMatch(/^whsec_/);
    const found = await json('destinations', 'list', '--all');
    expect(found.map(({ id }) => id)).toContain(made.id);
    const [changed] = await json('destinations', 'update', made.id, '--name', 'Other', '--metadata', 'team=');
    expect(changed).toMatchObject({ name: 'Other', metadata: {}, enabled_events: made.enabled_events });
    expect((await json('destinations', 'disable', made.id))[0]).toMatchObject({ status: 'disabled' });
    expect((await json('destinations', 'enable', made.id))[0]).toMatchObject({ status: 'enabled' });
    const rotated = await waybill('destinations', 'roll-secret', made.id, '--expires-in', '0', '--yes');
    expect(rotated.stdout).toMatch(/^whsec_\S+\n$/);
    expect(rotated.stdout).not.toContain(secret);
    const [ping] = await json('destinations', 'ping', made.id);
    await until('the ping is there', () => receiver.received.some(({ headers }) => headers['webhook-id'] === ping.id));
    expect((await json('destinations', 'delete', made.id, '--yes'))[0]).toMatchObject({ id: made.id });
    expect(await waybill('destinations', 'get', made.id)).toMatchObject({ code: 4, stdout: '' });
  });

  test('are not deleted, and keep their secret, without a confirmation', async () => {
    const { id } = await destination('--events', 'cli.kept');
    for (const word of ['delete', 'roll-secret']) {
      const { code, stderr } = await waybill('destinations', word, id);
      expect(code).toBe(2);
      expect(stderr).toContain('--yes');
    }
    expect((await json('destinations', 'get', id))[0]).toMatchObject({ id, status: 'enabled' });
  });

  test('of an event bus show the policy to add to it', async () => {
    const flags = ['--aws-account', '123456789012', '--aws-region', 'eu-west-1', '--events', 'order.*'];
    const { code, stdout } = await waybill('destinations', 'create', ...flags);
    expect(code).toBe(0);
    expect(stdout).toContain('"events:PutEvents"');
  });

  test.each([
    [[], '--url'],
    [['--url', 'https://x.example', '--aws-account', '123456789012'], 'one target'],
    [['--aws-account', '123456789012'], '--aws-region'],
    [['--url', 'x.example'], 'https://'],
    [['--url', 'https://x.example', '--metadata', 'x'], 'name=value'],
  ])('with options that are not valid are refused without a call: %j', async (flags, said) => {
    const { code, stderr } = await waybill('destinations', 'create', ...flags);
    expect(code).toBe(2);
    expect(stderr).toContain(said);
  });

  test('that the API refuses print its error, also as JSON', async () => {
    const flags = ['--url', receiver.url, '--events', 'not a type'];
    const { code, stderr } = await waybill('destinations', 'create', ...flags, '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stderr).error).toMatchObject({
      status: 400,
      exit_code: 1,
      message: expect.stringContaining('enabled_events'),
    });
  });

  test('are sent the events that they missed, after a count', async () => {
    const { id } = await destination('--events', 'cli.missed');
    status = 500;
    for (let n = 0; n < 3; n++) await api.publish('cli.missed', { n });
    await until('all have failed once', async () => {
      const { data } = await api.get(`/v2/core/event_destinations/${id}/deliveries?status=pending`);
      return data.length === 3;
    });
    status = 200;
    const asked = ['destinations', 'recover', id, '--since', '1h', '--status', 'pending'];
    expect((await json(...asked, '--dry-run'))[0]).toMatchObject({ count: 3, dry_run: true });
    expect((await waybill(...asked)).stderr).toContain('3 deliveries missed');
    expect(receiver.received.filter(({ body }) => body.includes('cli.missed'))).toHaveLength(3);
    const { code, stderr } = await waybill(...asked, '--yes', '--rate', '100');
    expect(stderr).toContain('succeeded: 3 sent, 3 delivered, 0 failed');
    expect(code).toBe(0);
  });
});

describe('events', () => {
  test('of the catalog are triggered with changes, and shown with their deliveries', async () => {
    const { id } = await destination('--events', 'invoice.paid');
    const [event] = await json('trigger', 'invoice.paid', '--data', 'customer=cus_7', '--data', 'metadata.n=1');
    expect(event.data.object).toMatchObject({ customer: 'cus_7', metadata: { n: 1 } });
    const [older] = await json('trigger', 'invoice.paid', '--api-version', '2026-01-01');
    expect(older.api_version).toBe('2026-01-01');
    await until('it is delivered', async () => (await api.delivery(id, event.id)).body?.status === 'delivered');
    const found = await json('events', 'list', '--type', 'invoice.paid', '--limit', '2');
    expect(found.map((one) => one.id)).toEqual([older.id, event.id]);
    expect((await json('events', 'get', event.id))[0]).toMatchObject({ id: event.id });
    const outcomes = await json('events', 'deliveries', event.id);
    expect(outcomes.find((one) => one.destination === id)?.delivery).toMatchObject({ status: 'delivered' });
    const table = await waybill('events', 'deliveries', event.id, '--attempts');
    expect(table.stdout).toMatch(new RegExp(`${id} .*delivered +1 +200`));
    await json('events', 'resend', event.id, '--destination', id);
    await until(
      'it is there again',
      () => receiver.received.filter(({ body }) => body.includes(event.id)).length === 2,
    );
  });

  test('of a mistyped type suggest a similar one', async () => {
    const { code, stderr } = await waybill('trigger', 'invoice.piad');
    expect(code).toBe(4);
    expect(stderr).toContain('Did you mean invoice.paid?');
  });

  test('are listed over several pages, up to the limit', async () => {
    const events = Array.from({ length: 30 }, (_, n) => ({ type: 'cli.many', data: { object: { n } } }));
    for (let page = 0; page < 4; page++) await api.post('/v1/events/batch', { events });
    expect(await json('events', 'list', '--type', 'cli.many', '--all')).toHaveLength(120);
    expect(await json('events', 'list', '--type', 'cli.many', '--limit', '110')).toHaveLength(110);
    const { stdout, stderr } = await waybill('events', 'list', '--type', 'cli.many');
    expect(stdout.trim().split('\n')).toHaveLength(21);
    expect(stderr).toContain('--all');
  });

  test('that do not exist exit with 4 and print nothing', async () => {
    expect(await waybill('events', 'get', 'evt_none')).toMatchObject({ code: 4, stdout: '' });
  });
});

describe('the command line', () => {
  test('exits with 2 for an invalid command, and with 0 for help', async () => {
    for (const args of [['nothing'], ['events', 'list', '--nope'], ['events', 'list', '--since', 'x'], ['trigger']]) {
      expect((await waybill(...args)).code, args.join(' ')).toBe(2);
    }
    for (const args of [['--help'], ['events', '--help'], ['help', 'publish'], ['--version']]) {
      expect((await waybill(...args)).code, args.join(' ')).toBe(0);
    }
  });

  test('exits with 5 without a response, and prints the address', async () => {
    const { code, stderr } = await runCli(env({ WAYBILL_API_BASE: 'http://127.0.0.1:9' }), ['whoami']);
    expect(code).toBe(5);
    expect(stderr).toContain('http://127.0.0.1:9');
  });

  test('prints no colours when stdout is not a terminal', async () => {
    const { stdout } = await waybill('catalog');
    expect(stdout).toContain('invoice.paid');
    expect(stdout).not.toContain('\u001b');
  });

  test('prints the address of a page of the Workbench, and a link for a customer', async () => {
    expect((await waybill('open', 'evt_1', '--print')).stdout).toBe(`${platform.url}/events/evt_1\n`);
    const link = await waybill('open', '--account', 'acct_shop', '--session', '--print');
    expect(link.stdout).toMatch(/#session=ws_test_/);
  });

  test('prints the values that shells complete', async () => {
    expect((await waybill('completion', 'values', 'event-types')).stdout.split('\n')).toContain('invoice.paid');
  });
});
