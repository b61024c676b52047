import { describe, expect, test } from 'vitest';
import { ForwardQueue } from '../../../cli/listen/forward-queue.ts';

/** A queue, and work that ends on request. */
function scene(concurrency: number, maxWaiting = 4) {
  const started: number[] = [];
  const ends: (() => void)[] = [];
  const fullCalls: boolean[] = [];
  let added = 0;
  const queue = new ForwardQueue({ concurrency, maxWaiting, onFull: (full) => fullCalls.push(full) });
  const add = (count: number) => {
    for (let left = count; left > 0; left--) {
      const number = added++;
      queue.add(() => {
        started.push(number);
        return new Promise((resolve) => ends.push(resolve));
      });
    }
  };
  const end = async (count: number) => {
    for (const one of ends.splice(0, count)) one();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { queue, add, end, started, fullCalls };
}

describe('a forward queue', () => {
  test('starts work in order, at most n at a time', async () => {
    const { add, end, started } = scene(2);
    add(4);
    expect(started).toEqual([0, 1]);
    await end(1);
    expect(started).toEqual([0, 1, 2]);
  });

  test('reports when it is full and when it has capacity again', async () => {
    const { add, end, fullCalls } = scene(1);
    add(4);
    expect(fullCalls).toEqual([]);
    add(1);
    expect(fullCalls).toEqual([true]);
    await end(1);
    await end(1);
    expect(fullCalls).toEqual([true]);
    await end(1);
    expect(fullCalls).toEqual([true, false]);
  });

  test('drops waiting work when it is cleared, and waits for running work', async () => {
    const { queue, add, end, started } = scene(1);
    add(3);
    queue.clear();
    let idle = false;
    const waiting = queue.idle().then(() => {
      idle = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(idle).toBe(false);
    await end(1);
    await waiting;
    expect(started).toEqual([0]);
  });
});
