import { describe, expect, test, vi } from 'vitest';
import type { WaybillEvent } from '../../../lambdas/core/event/event.ts';
import { createHandOver } from '../../../lambdas/core/listen/hand-over.ts';
import type { ListenSession } from '../../../lambdas/core/listen/session.ts';
import { type Tenant, tenantKey } from '../../../lambdas/core/tenant.ts';
import { anEvent } from '../../doubles/factories.ts';
import { aListenSession, memoryListenQueue } from '../../doubles/memory-listen.ts';

const connected = (over: Partial<ListenSession> = {}) => aListenSession({ connectionId: 'c1', ...over });
const event = (n: number, over: Partial<WaybillEvent> = {}) => anEvent({ id: `evt_0${n}`, key: `evt_0${n}`, ...over });

function handOverTo(sessions: readonly ListenSession[], pause = () => new Promise<void>(() => {})) {
  const queue = memoryListenQueue();
  const reportInternalError = vi.fn();
  const read = vi.fn(async (tenant: Tenant) => sessions.filter((one) => tenantKey(one) === tenantKey(tenant)));
  const made = createHandOver({
    sessions: read,
    queue: queue.queue,
    platformAccount: 'acct_platform',
    reportInternalError,
    pause,
  });
  return { ...made, queue, read, reportInternalError };
}

describe('events that are published', () => {
  test('are told to each session that takes them, in one message with their places', async () => {
    const all = connected({ id: 'lst_all' });
    const some = connected({ id: 'lst_some', types: ['refund.*'] });
    const none = connected({ id: 'lst_none', types: ['order.*'] });
    const { handOver, queue } = handOverTo([all, some, none]);
    await handOver([event(1), event(2, { type: 'refund.created' })]);
    expect(queue.sent).toEqual([
      { session: { account: 'acct_shop', mode: 'live', id: 'lst_all' }, events: [place(1), place(2)] },
      { session: { account: 'acct_shop', mode: 'live', id: 'lst_some' }, events: [place(2)] },
    ]);
  });

  test('are told to nobody of another account or mode, nor to who is away', async () => {
    const { handOver, queue } = handOverTo([
      connected({ account: 'acct_other' }),
      connected({ mode: 'sandbox' }),
      aListenSession(),
    ]);
    await handOver([event(1)]);
    expect(queue.sent).toEqual([]);
  });

  test("are told to the platform's sessions that ask for other accounts', also while these are away", async () => {
    const platform = { account: 'acct_platform', eventsFrom: ['@accounts'] as const };
    const { handOver, queue, read } = handOverTo([
      aListenSession({ ...platform, id: 'lst_away' }),
      connected({ ...platform, id: 'lst_own', eventsFrom: ['@self'] }),
    ]);
    await handOver([event(1)]);
    expect(queue.sent.map(({ session }) => session.id)).toEqual(['lst_away']);
    await handOver([event(2, { account: 'acct_platform' })]);
    expect(queue.sent.map(({ session }) => session.id)).toEqual(['lst_away', 'lst_own']);
    expect(read).toHaveBeenCalledTimes(3);
  });

  test('that the queue does not take go along with the next', async () => {
    const { handOver, queue } = handOverTo([connected()]);
    queue.refuse(true);
    await handOver([event(1)]);
    queue.refuse(false);
    await handOver([event(2)]);
    await handOver([event(3)]);
    expect(queue.sent).toMatchObject([{ events: [place(1), place(2)] }, { events: [place(3)] }]);
  });
});

describe('a publish', () => {
  test('is held up by a listener for no longer than its patience', async () => {
    const hanging = createHandOver({
      sessions: () => new Promise(() => {}),
      queue: { send: async () => [] },
      platformAccount: 'acct_platform',
      reportInternalError: () => {},
      pause: async () => {},
    });
    await hanging.handOver([event(1)]);
  });

  test('does not fail with the read of sessions or the queue, and says so', async () => {
    const reportInternalError = vi.fn();
    const fault = new Error('throttled');
    const failing = createHandOver({
      sessions: async () => Promise.reject(fault),
      queue: { send: async () => [] },
      platformAccount: 'acct_platform',
      reportInternalError,
      pause: () => new Promise(() => {}),
    });
    failing.prepare({ account: 'acct_shop', mode: 'live' });
    await failing.handOver([event(1)]);
    expect(reportInternalError).toHaveBeenCalledExactlyOnceWith(fault);
  });

  test('of nothing looks for nobody', async () => {
    const { handOver, read } = handOverTo([]);
    await handOver([]);
    expect(read).not.toHaveBeenCalled();
  });
});

function place(n: number) {
  return { account: 'acct_shop', key: `evt_0${n}` };
}
