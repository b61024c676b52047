/** A replay with more rounds than Lambda allows in one chain of a function's own messages. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MAX_ROUNDS } from '../../local/functions/lineage.ts';
import { createListener } from '../doubles/listener.ts';
import { type Platform, startPlatform } from '../doubles/platform.ts';
import { until } from '../doubles/receiver.ts';
import { apiClient } from './client.ts';

/** Divides the 5 s that one invocation has for a replay, so that each page is a round. */
const TIME_SCALE = 5_000;
/** Events of one read of a replay. */
const PAGE = 50;

let platform: Platform;
const errors: string[] = [];

beforeAll(async () => {
  const onError = (text: string) => errors.push(text);
  platform = await startPlatform({ workbench: false, timeScale: TIME_SCALE, onError });
});
afterAll(() => platform?.stop());

test('a replay of many rounds is completed, and live events follow it', async () => {
  const api = apiClient(platform.url, platform.keys.sandbox);
  const session = await api.post('/v1/listen_sessions', {});
  const missed: string[] = [];
  for (let page = 0; page <= MAX_ROUNDS; page++) {
    const events = Array.from({ length: PAGE }, (_, n) => ({
      type: 'invoice.paid',
      data: { object: { id: `in_${page}_${n}`, object: 'invoice' } },
    }));
    const { data } = await api.post('/v1/events/batch', { events });
    missed.push(...data.map(({ id }: { id: string }) => id));
  }
  const listener = createListener(session);
  await listener.connect();
  try {
    const got = (ids: readonly string[]) => () => {
      expect(errors).toEqual([]);
      return ids.every((id) => listener.ids().includes(id));
    };
    await until('the missed events have arrived', got(missed));
    const { id } = await api.publish('invoice.paid', { id: 'in_live', object: 'invoice' });
    await until('a live event has arrived', got([id]));
  } finally {
    await listener.cut();
  }
});
