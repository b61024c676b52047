import { Webhook } from 'standardwebhooks';
import Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { type EndpointResponse, type Received, startReceiver, until } from '../../doubles/receiver.ts';
import { type Started, startCli } from '../run-cli.ts';
import { SECRET, snapshotFrame, startFakePlatform, thinFrame } from './fake-platform.ts';

let platform: Awaited<ReturnType<typeof startFakePlatform>>;
beforeEach(async () => {
  platform = await startFakePlatform();
});
afterEach(() => platform.stop());

const env = () => ({ WAYBILL_API_KEY: 'sk_test_1', WAYBILL_API_BASE: platform.base, HOME: '/nowhere' });

async function listening(...args: string[]): Promise<Started> {
  const cli = startCli(env(), ['listen', ...args]);
  onTestFinished(() => void cli.child.kill('SIGKILL'));
  await until('it listens', () => cli.stderr().includes('Listening') && platform.opened() === 1);
  return cli;
}

async function receiver(answer?: (request: Received) => EndpointResponse | Promise<EndpointResponse>) {
  const made = await startReceiver(answer);
  onTestFinished(made.stop);
  return made;
}

const interrupted = (cli: Started) => {
  cli.child.kill('SIGINT');
  return cli.ended;
};

describe('an event', () => {
  test('is forwarded with a signature, printed in one line and acknowledged, and its response is reported', async () => {
    const { url, received } = await receiver(() => ({ status: 201, body: 'thanks' }));
    const cli = await listening('--forward-to', `${url}/hook`, '-H', 'X-Own: 1');
    platform.send(snapshotFrame('evt_1'));
    await until('it is acknowledged', () => platform.acks().length === 1);

    const [request] = received;
    const headers = request?.headers as Record<string, string>;
    expect(new Webhook(SECRET).verify(request?.body ?? '', headers)).toMatchObject({ id: 'evt_1' });
    // The platform of this test calls its header so.
    const signature = headers['waybill-signature'] ?? '';
    expect(new Stripe('sk_test_x').webhooks.constructEvent(request?.body ?? '', signature, SECRET).id).toBe('evt_1');
    expect(headers['x-own']).toBe('1');

    expect(platform.answers()).toMatchObject([
      { status: 201, body: 'thanks', notification_id: 'evt_1', forward_url: `${url}/hook` },
    ]);
    const { stdout, stderr, code } = await interrupted(cli);
    expect(stdout).toMatch(/--> invoice\.paid \[evt_1\]/);
    expect(stdout).toMatch(/<-- \[201\] POST http:\/\/127\.0\.0\.1:\d+\/hook \[evt_1\] {2}\d+ ms/);
    expect(stderr).toContain('1 received, 1 forwarded, 0 failed.');
    expect(code).toBe(0);
    expect(platform.deleted).toEqual(['lst_1']);
  });

  test('that the local server refuses is printed as an error and acknowledged', async () => {
    const cli = await listening('--forward-to', '127.0.0.1:9');
    platform.send(snapshotFrame('evt_1'));
    await until('it is acknowledged', () => platform.acks().length === 1);
    const { stdout, stderr } = await interrupted(cli);
    expect(stdout).toContain('the connection was refused');
    expect(stderr).toContain('1 received, 0 forwarded, 1 failed.');
    expect(platform.answers()).toEqual([]);
  });

  test('is acknowledged when all events before it are processed', async () => {
    const first = Promise.withResolvers<void>();
    const { url } = await receiver(async ({ headers }) => {
      if (headers['webhook-id'] === 'evt_1') await first.promise;
      return { status: 200 };
    });
    await listening('--forward-to', url);
    platform.send(snapshotFrame('evt_1'), snapshotFrame('evt_2'));
    await until('the second is answered', () => platform.answers().length === 1);
    expect(platform.acks()).toEqual([]);
    first.resolve();
    await until('both are acknowledged', () => platform.acks().length > 0);
    expect(platform.acks()).toEqual(['evt_2']);
  });

  test('that arrives twice is forwarded once; a resent event is forwarded again', async () => {
    const { url, received } = await receiver();
    const cli = await listening('--forward-to', url);
    const resent = snapshotFrame('evt_1', { webhook_conversation_id: 'wr_evt_1' });
    platform.send(snapshotFrame('evt_1'), snapshotFrame('evt_1'), resent);
    await until('two are answered', () => platform.answers().length === 2);
    expect(received).toHaveLength(2);
    expect((await interrupted(cli)).stderr).toContain('2 received, 2 forwarded, 0 failed, 1 duplicates ignored.');
  });

  test('that is too large for a message is fetched, for its own account if that differs', async () => {
    const event = { id: 'evt_1', object: 'event', type: 'invoice.paid', data: { object: {} } };
    platform.events.set('evt_1', { ...event, schema_warnings: [], uncatalogued: true });
    const { url, received } = await receiver();
    await listening('--forward-to', url);
    platform.send(snapshotFrame('evt_1', { event_payload: null, account: 'acct_shop' }));
    await until('it is acknowledged', () => platform.acks().length === 1);
    expect(JSON.parse(received[0]?.body ?? '')).toEqual({ ...event, account: 'acct_shop' });
    expect(platform.fetched).toEqual([{ url: '/v1/events/evt_1?api_version=2026-10-01', account: 'acct_shop' }]);
  });

  test('that cannot be fetched is printed as an error', async () => {
    const cli = await listening();
    platform.send(snapshotFrame('evt_1', { event_payload: null }), snapshotFrame('evt_2'));
    await until('both are acknowledged', () => platform.acks().at(-1) === 'evt_2');
    await expect.poll(cli.stdout).toMatch(/\[ERROR\] fetching the event \[evt_1\] {2}No such event/);
  });
});

describe('a connection', () => {
  test('that is lost is opened again, and events published meanwhile follow without duplicates', async () => {
    const { url, received } = await receiver();
    const cli = await listening('--forward-to', url);
    platform.send(snapshotFrame('evt_1'));
    await until('the first is there', () => platform.acks().length === 1);
    platform.cut();
    await until('it is open again', () => platform.opened() === 2);
    platform.send(snapshotFrame('evt_1'), snapshotFrame('evt_2'));
    await until('the second is there', () => received.length === 2);
    expect(received.map(({ headers }) => headers['webhook-id'])).toEqual(['evt_1', 'evt_2']);
    await expect.poll(cli.stderr).toMatch(/The connection was lost .*\n.*Reconnected\./);
  });

  test('of a session that has ended is opened for another session, which continues at the same point', async () => {
    const now = () => Math.floor(Date.now() / 1000);
    const started = now();
    await listening('--events', 'invoice.*');
    const listened = now();
    platform.forgetSessions();
    platform.cut();
    await until('another session is created', () => platform.sessions.length === 2);
    expect(platform.sessions[1]).toMatchObject({ types: ['invoice.*'] });
    // From 10 s before it heard from the platform last, which was when it began to listen.
    expect(platform.sessions[1].since).toBeGreaterThanOrEqual(started - 10);
    expect(platform.sessions[1].since).toBeLessThanOrEqual(listened - 10);
    await until('it is open', () => platform.opened() === 2);
  });
});

test('events are signed with the secret of the current session', async () => {
  const { url, received } = await receiver();
  const cli = await listening('--forward-to', url);
  const next = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  platform.forgetSessions(next);
  platform.cut();
  await until('it is open again', () => platform.opened() === 2);
  platform.send(snapshotFrame('evt_1'));
  const request = await until('the event is there', () => received[0]);
  expect(new Webhook(next).verify(request.body, request.headers as Record<string, string>)).toMatchObject({
    id: 'evt_1',
  });
  await expect.poll(cli.stderr).toContain(next);
});

describe('the options of listen', () => {
  test('are sent with the request for a session', async () => {
    const flags = ['--events', 'invoice.*,order.paid', '--events-from', '@accounts', '--since', '2026-11-25T00:00:00Z'];
    await listening(...flags, '--api-version', '2026-01-01', '--forward-to', '3000');
    expect(platform.sessions).toEqual([
      {
        types: ['invoice.*', 'order.paid'],
        events_from: ['@accounts'],
        api_version: '2026-01-01',
        since: '2026-11-25T00:00:00.000Z',
        forward_to: 'http://localhost:3000/',
        device_name: expect.any(String),
      },
    ]);
  });

  test('--thin receives thin events', async () => {
    const cli = await listening('--thin', '--format', 'json');
    platform.send(thinFrame('evt_1'));
    await until('it is printed', () => cli.stdout().endsWith('\n'));
    expect(platform.sessions[0]).toMatchObject({ event_payload: 'thin' });
    expect(JSON.parse(cli.stdout())).toMatchObject({
      kind: 'event',
      event_id: 'evt_1',
      event: { object: 'v2.core.event' },
    });
  });

  test('--json prints one object per line for events and responses', async () => {
    const { url } = await receiver(() => ({ status: 500, body: 'no' }));
    const cli = await listening('--json', '--forward-to', url);
    platform.send(snapshotFrame('evt_1'));
    await until('it is acknowledged', () => platform.acks().length === 1);
    const { stdout } = await interrupted(cli);
    const [event, answer, ...more] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(event).toMatchObject({ kind: 'event', event: { id: 'evt_1' } });
    expect(answer).toMatchObject({ kind: 'answer', event_id: 'evt_1', status: 500, body: 'no' });
    expect(more).toEqual([]);
  });

  test('--print-secret prints only the secret, and deletes the session', async () => {
    const { stdout, stderr, code } = await startCli(env(), ['listen', '--print-secret']).ended;
    expect([stdout, stderr, code]).toEqual([`${SECRET}\n`, '', 0]);
    expect(platform.deleted).toEqual(['lst_1']);
  });

  test.each([
    ['--format', 'xml'],
    ['--headers', 'nonsense'],
    ['--forward-to', 'a b'],
    ['--since', 'soon'],
  ])('%s %s is refused before a session is created', async (...args) => {
    expect((await startCli(env(), ['listen', ...args]).ended).code).toBe(2);
    expect(platform.sessions).toEqual([]);
  });
});
