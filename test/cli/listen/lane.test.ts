import { describe, expect, test } from 'vitest';
import { Lane } from '../../../cli/listen/lane.ts';

/** A lane, and work that ends when it is told. */
function scene(parallel: number, full = 4) {
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const pressure: boolean[] = [];
  let added = 0;
  const lane = new Lane({ parallel, full, onPressure: (one) => pressure.push(one) });
  const add = (count: number) => {
    for (let left = count; left > 0; left--) {
      const number = added++;
      lane.add(() => {
        begun.push(number);
        return new Promise((resolve) => ends.push(resolve));
      });
    }
  };
  const end = async (count: number) => {
    for (const one of ends.splice(0, count)) one();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { lane, add, end, begun, pressure };
}

describe('work in a lane', () => {
  test('is begun in order, so much of it at once', async () => {
    const { add, end, begun } = scene(2);
    add(4);
    expect(begun).toEqual([0, 1]);
    await end(1);
    expect(begun).toEqual([0, 1, 2]);
  });

  test('tells when too much waits, and when there is room again', async () => {
    const { add, end, pressure } = scene(1);
    add(4);
    expect(pressure).toEqual([]);
    add(1);
    expect(pressure).toEqual([true]);
    await end(1);
    await end(1);
    expect(pressure).toEqual([true]);
    await end(1);
    expect(pressure).toEqual([true, false]);
  });

  test('that waits is dropped, and what is under way is waited for', async () => {
    const { lane, add, end, begun } = scene(1);
    add(3);
    lane.drop();
    let idle = false;
    const waiting = lane.idle().then(() => {
      idle = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(idle).toBe(false);
    await end(1);
    await waiting;
    expect(begun).toEqual([0]);
  });
});
