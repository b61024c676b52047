import { expect, test } from 'vitest';
import { RecentIds } from '../../../api-client/listen/recent-ids.ts';

test('an id is new once', () => {
  const recent = new RecentIds();
  expect([recent.add('a'), recent.add('b'), recent.add('a')]).toEqual([true, true, false]);
});

test('the oldest id is removed when there are too many', () => {
  const recent = new RecentIds(3);
  for (const id of ['a', 'b', 'c', 'd']) recent.add(id);
  expect(recent.add('b')).toBe(false);
  expect(recent.add('a')).toBe(true);
});

test('the last 10,000 ids are known', () => {
  const recent = new RecentIds();
  for (let count = 0; count < 10_001; count++) recent.add(`evt_${count}`);
  expect([recent.add('evt_1'), recent.add('evt_0')]).toEqual([false, true]);
});
