/** A clock and sockets that tests control. */
import type { Clock, Socket } from '../../../../workbench/src/listen/stream/connection.ts';

export interface TestClock extends Clock {
  /** Advances the time and runs the timers that are due. */
  pass(ms: number): Promise<void>;
}

/** @param random fixed random number; 0.5 adds no jitter */
export function createClock(random = 0.5): TestClock {
  let now = Date.UTC(2026, 10, 25);
  let timers: { readonly at: number; readonly then: () => void }[] = [];
  return {
    now: () => now,
    random: () => random,
    after(ms, then) {
      const timer = { at: now + ms, then };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    async pass(ms) {
      const end = now + ms;
      for (;;) {
        await settled();
        const [next] = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (!next) break;
        timers = timers.filter((one) => one !== next);
        now = next.at;
        next.then();
      }
      now = end;
      await settled();
    },
  };
}

/** Resolves after all pending promises. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export class TestSocket implements Socket {
  onopen: Socket['onopen'] = null;
  onmessage: Socket['onmessage'] = null;
  onclose: Socket['onclose'] = null;
  readonly sent: string[] = [];
  closed = false;

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {
    this.closed = true;
  }

  opens(): void {
    this.onopen?.(new Event('open'));
  }

  says(data: unknown): void {
    this.onmessage?.({ data } as MessageEvent);
  }

  isCut(): void {
    this.onclose?.({} as CloseEvent);
  }
}

/** Returns an event frame as the platform sends it. @param over fields to override */
export const frameOf = (id: string, over: object = {}): string =>
  JSON.stringify({
    type: 'webhook_event',
    webhook_id: 'lst_1',
    webhook_conversation_id: `wc_${id}`,
    event_payload: JSON.stringify({
      id,
      type: 'invoice.paid',
      created: 1_700_000_000,
      data: { object: { id: 'in_1', object: 'invoice', status: 'paid' } },
    }),
    http_headers: {},
    endpoint: { api_version: null },
    event_id: id,
    event_type: 'invoice.paid',
    account: 'acct_1',
    ...over,
  });
