import { describe, expect, test } from 'vitest';
import { commandOf, moved } from '../../../../workbench/src/delivery/list/keys.ts';
import { byMessage, runAll } from '../../../../workbench/src/delivery/resend/run-all.ts';

const never = () => false;
const ITEMS = Array.from({ length: 10 }, (_, index) => index);

describe('running a task for many items', () => {
  test('runs each item once, with limited concurrency', async () => {
    const done: number[] = [];
    let [now, most] = [0, 0];
    const task = async () => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, 1));
      now--;
    };
    await runAll(ITEMS, task, { concurrency: 4, isStopped: never, onDone: (item) => done.push(item) });
    expect(done.toSorted((a, b) => a - b)).toEqual(ITEMS);
    expect(most).toBe(4);
  });

  test('continues after a failure and reports it', async () => {
    const failed: unknown[] = [];
    const task = async (item: number) => {
      if (item % 2) throw new Error(`no ${item}`);
    };
    const onDone = (_item: number, error?: unknown) => {
      if (error) failed.push(error);
    };
    await runAll(ITEMS, task, { concurrency: 4, isStopped: never, onDone });
    expect(failed).toHaveLength(5);
  });

  test('starts no further items after it is stopped', async () => {
    const done: number[] = [];
    await runAll(ITEMS, async () => {}, {
      concurrency: 1,
      isStopped: () => done.length >= 3,
      onDone: (item) => done.push(item),
    });
    expect(done).toEqual([0, 1, 2]);
  });
});

test('failures are grouped by message, most frequent first', () => {
  const failures = [
    { item: 1, message: 'gone' },
    { item: 2, message: 'disabled' },
    { item: 3, message: 'disabled' },
  ];
  expect(byMessage(failures)).toEqual([
    { message: 'disabled', items: [2, 3] },
    { message: 'gone', items: [1] },
  ]);
});

describe('a key press in the list', () => {
  const pressed = (key: string, given = {}) =>
    commandOf({ key, modified: false, inField: false, onRow: false, ...given });

  test('moves, closes and resends', () => {
    expect(['j', 'k', 'Escape', 'r'].map((key) => pressed(key))).toEqual(['next', 'previous', 'close', 'resend']);
  });

  test('with an arrow key moves only from a row, because elsewhere it scrolls the page', () => {
    expect(pressed('ArrowDown')).toBeUndefined();
    expect(pressed('ArrowDown', { onRow: true })).toBe('next');
    expect(pressed('ArrowUp', { onRow: true })).toBe('previous');
  });

  test('is ignored in text fields, in dialogs and with a modifier key', () => {
    expect(pressed('r', { inField: true })).toBeUndefined();
    expect(pressed('r', { modified: true })).toBeUndefined();
  });
});

describe('moving in the list', () => {
  test('starts at the first row and stays within the rows', () => {
    expect(moved(-1, 'next', 3)).toBe(0);
    expect(moved(-1, 'previous', 3)).toBe(0);
    expect(moved(0, 'next', 3)).toBe(1);
    expect(moved(2, 'next', 3)).toBeUndefined();
    expect(moved(0, 'previous', 3)).toBeUndefined();
    expect(moved(-1, 'next', 0)).toBeUndefined();
  });
});
