import { Webhook } from 'standardwebhooks';
import Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { type Answer, type Received, startReceiver, until } from '../../doubles/receiver.ts';
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

async function receiver(answer?: (request: Received) => Answer | Promise<Answer>) {
  const made = await startReceiver(answer);
  onTestFinished(made.stop);
  return made;
}

const interrupted = (cli: Started) => {
  cli.child.kill('SIGINT');
  return cli.ended;
};

describe('an event', () => {
  test('is forwarded, signed, told of in one line, answered for and acknowledged', async () => {
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

  test('that the server does not take is told of and acknowledged all the same', async () => {
    const cli = await listening('--forward-to', '127.0.0.1:9');
    platform.send(snapshotFrame('evt_1'));
    await until('it is acknowledged', () => platform.acks().length === 1);
    const { stdout, stderr } = await interrupted(cli);
    expect(stdout).toContain('nothing listens there');
    expect(stderr).toContain('1 received, 0 forwarded, 1 failed.');
    expect(platform.answers()).toEqual([]);
  });

  test('is acknowledged when those before it are dealt with', async () => {
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

  test('that comes twice is forwarded once; one that was asked for again is forwarded again', async () => {
    const { url, received } = await receiver();
    const cli = await listening('--forward-to', url);
    const resent = snapshotFrame('evt_1', { webhook_conversation_id: 'wr_evt_1' });
    platform.send(snapshotFrame('evt_1'), snapshotFrame('evt_1'), resent);
    await until('two are answered', () => platform.answers().length === 2);
    expect(received).toHaveLength(2);
    expect((await interrupted(cli)).stderr).toContain('2 received, 2 forwarded, 0 failed, 1 duplicates dropped.');
  });

  test('that is too large for a frame is fetched, as its account where it is of another', async () => {
    const event = { id: 'evt_1', object: 'event', type: 'invoice.paid', data: { object: {} } };
    platform.events.set('evt_1', { ...event, schema_warnings: [], uncatalogued: true });
    const { url, received } = await receiver();
    await listening('--forward-to', url);
    platform.send(snapshotFrame('evt_1', { event_payload: null, account: 'acct_shop' }));
    await until('it is acknowledged', () => platform.acks().length === 1);
    expect(JSON.parse(received[0]?.body ?? '')).toEqual({ ...event, account: 'acct_shop' });
    expect(platform.fetched).toEqual([{ url: '/v1/events/evt_1?api_version=2026-10-01', account: 'acct_shop' }]);
  });

  test('that cannot be fetched is said to be so', async () => {
    const cli = await listening();
    platform.send(snapshotFrame('evt_1', { event_payload: null }), snapshotFrame('evt_2'));
    await until('both are acknowledged', () => platform.acks().at(-1) === 'evt_2');
    await expect.poll(cli.stdout).toMatch(/\[ERROR\] fetching the event \[evt_1\] {2}No such event/);
  });
});

describe('a connection', () => {
  test('that is cut is opened again, and what came meanwhile follows without repeats', async () => {
    const { url, received } = await receiver();
    const cli = await listening('--forward-to', url);
    platform.send(snapshotFrame('evt_1'));
    await until('the first is there', () => platform.acks().length === 1);
    platform.cut();
    await until('it is open again', () => platform.opened() === 2);
    platform.send(snapshotFrame('evt_1'), snapshotFrame('evt_2'));
    await until('the second is there', () => received.length === 2);
    expect(received.map(({ headers }) => headers['webhook-id'])).toEqual(['evt_1', 'evt_2']);
    await expect.poll(cli.stderr).toMatch(/The connection is cut .*\n.*Connected again\./);
  });

  test('of a session that has ended is one of another session, from where it was', async () => {
    const now = () => Math.floor(Date.now() / 1000);
    const started = now();
    await listening('--events', 'invoice.*');
    const listened = now();
    platform.forgetSessions();
    platform.cut();
    await until('another session is begun', () => platform.sessions.length === 2);
    expect(platform.sessions[1]).toMatchObject({ types: ['invoice.*'] });
    // From 10 s before it heard from the platform last, which was when it began to listen.
    expect(platform.sessions[1].since).toBeGreaterThanOrEqual(started - 10);
    expect(platform.sessions[1].since).toBeLessThanOrEqual(listened - 10);
    await until('it is open', () => platform.opened() === 2);
  });
});

test('what another session signs with is what events are signed with from then on', async () => {
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

describe('what is asked for', () => {
  test('is what the session is made with', async () => {
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

  test('thin events are thin', async () => {
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

  test('as JSON is one object a line, answers too', async () => {
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

  test('the secret is printed alone, and no session is left', async () => {
    const { stdout, stderr, code } = await startCli(env(), ['listen', '--print-secret']).ended;
    expect([stdout, stderr, code]).toEqual([`${SECRET}\n`, '', 0]);
    expect(platform.deleted).toEqual(['lst_1']);
  });

  test.each([
    ['--format', 'xml'],
    ['--headers', 'nonsense'],
    ['--forward-to', 'a b'],
    ['--since', 'soon'],
  ])('%s %s is refused before a session is made', async (...args) => {
    expect((await startCli(env(), ['listen', ...args]).ended).code).toBe(2);
    expect(platform.sessions).toEqual([]);
  });
});
