import { describe, expect, test, vi } from 'vitest';
import type { WaybillEvent } from '../../../lambdas/core/event/event.ts';
import { createSessionNotifier } from '../../../lambdas/core/listen/notify-sessions.ts';
import type { ListenSession } from '../../../lambdas/core/listen/session.ts';
import { type Tenant, tenantKey } from '../../../lambdas/core/tenant.ts';
import { anEvent } from '../../doubles/factories.ts';
import { aListenSession, memoryListenQueue } from '../../doubles/memory-listen.ts';

const connected = (over: Partial<ListenSession> = {}) => aListenSession({ connectionId: 'c1', ...over });
const event = (n: number, over: Partial<WaybillEvent> = {}) => anEvent({ id: `evt_0${n}`, key: `evt_0${n}`, ...over });

function notifierOf(sessions: readonly ListenSession[], pause = () => new Promise<void>(() => {})) {
  const queue = memoryListenQueue();
  const reportInternalError = vi.fn();
  const read = vi.fn(async (tenant: Tenant) => sessions.filter((one) => tenantKey(one) === tenantKey(tenant)));
  const made = createSessionNotifier({
    sessions: read,
    queue: queue.queue,
    platformAccount: 'acct_platform',
    reportInternalError,
    pause,
  });
  return { ...made, queue, read, reportInternalError };
}

describe('published events', () => {
  test('are sent to each session that takes them, in one message with their refs', async () => {
    const all = connected({ id: 'lst_all' });
    const some = connected({ id: 'lst_some', types: ['refund.*'] });
    const none = connected({ id: 'lst_none', types: ['order.*'] });
    const { notify, queue } = notifierOf([all, some, none]);
    await notify([event(1), event(2, { type: 'refund.created' })]);
    expect(queue.sent).toEqual([
      { session: { account: 'acct_shop', mode: 'live', id: 'lst_all' }, events: [sessionKey(1), sessionKey(2)] },
      { session: { account: 'acct_shop', mode: 'live', id: 'lst_some' }, events: [sessionKey(2)] },
    ]);
  });

  test('are not sent to sessions of another account or mode, or without a socket', async () => {
    const { notify, queue } = notifierOf([
      connected({ account: 'acct_other' }),
      connected({ mode: 'sandbox' }),
      aListenSession(),
    ]);
    await notify([event(1)]);
    expect(queue.sent).toEqual([]);
  });

  test("are sent to sessions of the platform that take other accounts' events, also without a socket", async () => {
    const platform = { account: 'acct_platform', eventsFrom: ['@accounts'] as const };
    const { notify, queue, read } = notifierOf([
      aListenSession({ ...platform, id: 'lst_away' }),
      connected({ ...platform, id: 'lst_own', eventsFrom: ['@self'] }),
    ]);
    await notify([event(1)]);
    expect(queue.sent.map(({ session }) => session.id)).toEqual(['lst_away']);
    await notify([event(2, { account: 'acct_platform' })]);
    expect(queue.sent.map(({ session }) => session.id)).toEqual(['lst_away', 'lst_own']);
    expect(read).toHaveBeenCalledTimes(3);
  });

  test('that the queue refuses are sent with the next message', async () => {
    const { notify, queue } = notifierOf([connected()]);
    queue.refuse(true);
    await notify([event(1)]);
    queue.refuse(false);
    await notify([event(2)]);
    await notify([event(3)]);
    expect(queue.sent).toMatchObject([{ events: [sessionKey(1), sessionKey(2)] }, { events: [sessionKey(3)] }]);
  });
});

describe('a publish', () => {
  test('waits for the notification no longer than the timeout', async () => {
    const hanging = createSessionNotifier({
      sessions: () => new Promise(() => {}),
      queue: { send: async () => [] },
      platformAccount: 'acct_platform',
      reportInternalError: () => {},
      pause: async () => {},
    });
    await hanging.notify([event(1)]);
  });

  test('does not fail when the sessions cannot be read or the queue fails, and reports the error', async () => {
    const reportInternalError = vi.fn();
    const fault = new Error('throttled');
    const failing = createSessionNotifier({
      sessions: async () => Promise.reject(fault),
      queue: { send: async () => [] },
      platformAccount: 'acct_platform',
      reportInternalError,
      pause: () => new Promise(() => {}),
    });
    failing.prepare({ account: 'acct_shop', mode: 'live' });
    await failing.notify([event(1)]);
    expect(reportInternalError).toHaveBeenCalledExactlyOnceWith(fault);
  });

  test('without events reads no sessions', async () => {
    const { notify, read } = notifierOf([]);
    await notify([]);
    expect(read).not.toHaveBeenCalled();
  });
});

function sessionKey(n: number) {
  return { account: 'acct_shop', key: `evt_0${n}` };
}
