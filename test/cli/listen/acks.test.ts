import { describe, expect, test } from 'vitest';
import { Acks } from '../../../cli/listen/acks.ts';
import { RecentIds } from '../../../cli/listen/recent-ids.ts';

describe('acknowledgements', () => {
  test('go out in the order in which events came, whichever is done first', () => {
    const sent: string[] = [];
    const acks = new Acks((text) => sent.push(text));
    const [first, second, third] = ['1', '2', '3'].map((text) => acks.add(text));
    third?.();
    second?.();
    expect(sent).toEqual([]);
    first?.();
    expect(sent).toEqual(['1', '2', '3']);
    acks.add('4')();
    expect(sent).toEqual(['1', '2', '3', '4']);
  });
});

describe('the ids that were seen', () => {
  test('are new once', () => {
    const recent = new RecentIds();
    expect([recent.add('a'), recent.add('b'), recent.add('a')]).toEqual([true, true, false]);
  });

  test('are forgotten when there are too many, the oldest first', () => {
    const recent = new RecentIds(3);
    for (const id of ['a', 'b', 'c', 'd']) recent.add(id);
    expect(recent.add('b')).toBe(false);
    expect(recent.add('a')).toBe(true);
  });

  test('are the last 10,000', () => {
    const recent = new RecentIds();
    for (let count = 0; count < 10_001; count++) recent.add(`evt_${count}`);
    expect([recent.add('evt_1'), recent.add('evt_0')]).toEqual([false, true]);
  });
});
