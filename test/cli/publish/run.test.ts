import { describe, expect, test } from 'vitest';
import { ApiError } from '../../../api-client/api-error.ts';
import type { Call } from '../../../api-client/client.ts';
import type { Api } from '../../../cli/api.ts';
import { UsageError } from '../../../cli/errors.ts';
import { LIMITS } from '../../../cli/publish/batches.ts';
import type { Line } from '../../../cli/publish/lines.ts';
import { type ProgressFile, progressInMemory } from '../../../cli/publish/progress-file.ts';
import { publishLines, type RunOptions } from '../../../cli/publish/run.ts';
import { MAX_BODY_BYTES } from '../../../lambdas/contract/publish/payload-limits.ts';

type Sent = Record<string, unknown> & { id: string };

/** Knows events by their ids, as the platform does; `on` may answer otherwise, before or after they are stored. */
function platform(on: { before?: (events: Sent[]) => void; after?: (events: Sent[]) => void } = {}) {
  const stored = new Map<string, Sent>();
  const batches: Sent[][] = [];
  const request = async (call: Call) => {
    const { events } = call.body as { events: Sent[] };
    on.before?.(events);
    batches.push(events);
    for (const event of events) if (event.type !== 'bad') stored.set(event.id, event);
    on.after?.(events);
    const error = { type: 'invalid_request_error', code: 'invalid_fields', message: '' };
    return {
      data: events.map((event, index) =>
        event.type === 'bad' ? { error: { ...error, message: `events[${index}].type: No.` } } : { id: event.id },
      ),
    };
  };
  const numbers = () => [...stored.values()].map(({ n }) => n as number).sort((a, b) => a - b);
  return { api: { request } as unknown as Api, stored, batches, numbers };
}

async function* numbered(texts: readonly string[]): AsyncGenerator<Line> {
  for (const [index, text] of texts.entries()) yield { number: index + 1, text };
}
const good = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => JSON.stringify({ type: 'a', n: index + 1 }));
const count = (length: number) => Array.from({ length }, (_, index) => index + 1);

const run = (api: Api, progress: ProgressFile, texts: readonly string[], over: Partial<RunOptions> = {}) =>
  publishLines({
    api,
    progress,
    lines: numbered(texts),
    limits: { lines: 10, bytes: 100_000 },
    parallel: 3,
    signal: new AbortController().signal,
    onBatch: () => {},
    ...over,
  });

const lost = () => new ApiError('No answer.', { status: 0, code: 'no_answer' });

describe('a file', () => {
  test('is published in batches, each line once, with ids in the order of the lines', async () => {
    const { api, stored, batches, numbers } = platform();
    expect(await run(api, progressInMemory(), good(25))).toBe(true);
    expect(batches.map(({ length }) => length).sort()).toEqual([10, 10, 5]);
    expect(numbers()).toEqual(count(25));
    const inOrder = [...stored.values()].sort((a, b) => (a.id < b.id ? -1 : 1)).map(({ n }) => n);
    expect(inOrder).toEqual(count(25));
  });

  test('keeps the ids that its lines have', async () => {
    const { api, stored } = platform();
    await run(api, progressInMemory(), ['{"type":"a","id":"evt_mine","n":1}']);
    expect([...stored.keys()]).toEqual(['evt_mine']);
  });

  test('is sent in smaller batches when its lines are long', async () => {
    const { api, batches } = platform();
    const long = Array.from({ length: 4 }, () => JSON.stringify({ type: 'a', x: 'x'.repeat(400) }));
    await run(api, progressInMemory(), long, { limits: { lines: 10, bytes: 1000 } });
    expect(batches.map(({ length }) => length)).toEqual([2, 2]);
  });

  test('is sent in batches that are within the limits of the API, for any content', async () => {
    const { api, batches, numbers } = platform();
    const long = count(60).map((n) => JSON.stringify({ type: 'a', n, x: '"'.repeat(60_000) }));
    await run(api, progressInMemory(), long, { limits: LIMITS });
    expect(numbers()).toEqual(count(60));
    for (const events of batches) {
      expect(Buffer.byteLength(JSON.stringify({ events }))).toBeLessThanOrEqual(MAX_BODY_BYTES);
    }
  });

  test('of blank lines makes no call', async () => {
    const { api, batches } = platform();
    const progress = progressInMemory();
    expect(await run(api, progress, ['', '  '])).toBe(true);
    expect([batches, progress.batches]).toEqual([[], []]);
  });
});

describe('a failure', () => {
  test('of a line is reported with its number and does not stop the others', async () => {
    const { api, numbers } = platform();
    const texts = good(12);
    texts[3] = '{"type":"bad"}';
    texts[7] = '{';
    const progress = progressInMemory();
    await run(api, progress, texts);
    const refused = progress.batches.flatMap((batch) => batch.refused ?? []);
    expect(refused.map(({ line, text }) => [line, text]).sort()).toEqual([
      [4, '{"type":"bad"}'],
      [8, '{'],
    ]);
    expect(refused.find(({ line }) => line === 4)?.message).toBe('type: No.');
    expect(numbers()).toEqual(count(12).filter((n) => n !== 4 && n !== 8));
    expect(progress.batches[0]?.published).toBe(8);
  });

  test('of all lines of a batch is read from the error response', async () => {
    const api = {
      request: async () => {
        const data = [{ error: { type: 'invalid_request_error', code: 'c', message: 'No.' } }];
        throw new ApiError('No.', { status: 400, code: 'c', body: { data, failed: 1 } });
      },
    } as unknown as Api;
    const progress = progressInMemory();
    expect(await run(api, progress, good(1))).toBe(true);
    expect(progress.batches[0]).toMatchObject({ published: 0, refused: [{ line: 1, code: 'c' }] });
  });

  test('of the network stops the run, and the next run sends uncertain batches with the same ids', async () => {
    let calls = 0;
    const flaky = platform({
      after: () => {
        calls++;
        // The events are stored, but the response is lost.
        if (calls === 2) throw lost();
      },
    });
    const progress = progressInMemory();
    await expect(run(flaky.api, progress, good(50))).rejects.toThrow('No answer.');
    const before = flaky.stored.size;
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(50);
    expect(await run(flaky.api, progress, good(50))).toBe(true);
    expect(flaky.stored.size).toBe(50);
    expect(flaky.numbers()).toEqual(count(50));
  });

  test('inside the platform leaves the result of the batch unknown', async () => {
    const api = {
      request: async () => ({ data: [{ error: { type: 'api_error', message: 'Hm.' } }] }),
    } as unknown as Api;
    const progress = progressInMemory();
    await expect(run(api, progress, good(1))).rejects.toMatchObject({ status: 500 });
    expect(progress.batches[0]?.published).toBeUndefined();
  });
});

describe('a run that is interrupted', () => {
  test('finishes the running batches and starts no more', async () => {
    const stopping = new AbortController();
    const { api, stored } = platform({ before: () => stopping.abort() });
    const progress = progressInMemory();
    expect(await run(api, progress, good(100), { signal: stopping.signal })).toBe(false);
    expect(stored.size).toBeLessThanOrEqual(30);
    expect(progress.batches.every(({ published }) => published !== undefined)).toBe(true);
    expect(await run(api, progress, good(100))).toBe(true);
    expect(stored.size).toBe(100);
  });

  test('continues with batches of another size', async () => {
    const stopping = new AbortController();
    const { api, stored, numbers } = platform({ before: () => stopping.abort() });
    const progress = progressInMemory();
    await run(api, progress, good(40), { signal: stopping.signal });
    await run(api, progress, good(40), { limits: { lines: 7, bytes: 100_000 } });
    expect(numbers()).toEqual(count(40));
    expect(stored.size).toBe(40);
  });
});

describe('a file that has changed', () => {
  const published = async () => {
    const { api, stored } = platform();
    const progress = progressInMemory();
    await run(api, progress, good(20));
    return { api, progress, stored };
  };

  test.each([
    ['in a line', ['{"type":"b","n":1}', ...good(20).slice(1)]],
    ['by a line less', good(20).slice(1)],
    ['at its end', good(15)],
  ])('%s is refused, and nothing is sent', async (_how, texts) => {
    const { api, progress, stored } = await published();
    await expect(run(api, progress, texts)).rejects.toThrow(UsageError);
    expect(stored.size).toBe(20);
  });

  test('by added lines is published to its new end', async () => {
    const { api, progress, stored } = await published();
    expect(await run(api, progress, good(33))).toBe(true);
    expect(stored.size).toBe(33);
  });
});
