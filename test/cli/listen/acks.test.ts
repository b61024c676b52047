import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { Acks } from '../../../cli/listen/acks.ts';
import { RecentIds } from '../../../cli/listen/recent-ids.ts';
import { ACK_EVERY_MS } from '../../../lambdas/contract/listen/newest-ack.ts';

describe('acknowledgements', () => {
  test('go out in the order in which events came, whichever is done first', () => {
    const sent: string[] = [];
    const acks = new Acks((text) => sent.push(text));
    const [first, second, third] = ['1', '2', '3'].map((text) => acks.add(text));
    third?.();
    second?.();
    expect(sent).toEqual([]);
    first?.();
    expect(sent).toEqual(['3']);
  });

  test('of a burst are the first and then the newest, each as late as is said', () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const sent: string[] = [];
    const acks = new Acks((text) => sent.push(text));
    for (const text of ['1', '2', '3']) acks.add(text)();
    vi.advanceTimersByTime(ACK_EVERY_MS - 1);
    expect(sent).toEqual(['1']);
    vi.advanceTimersByTime(1);
    acks.add('4')();
    expect(sent).toEqual(['1', '3']);
    vi.advanceTimersByTime(10 * ACK_EVERY_MS);
    expect(sent).toEqual(['1', '3', '4']);
    acks.add('5')();
    expect(sent).toEqual(['1', '3', '4', '5']);
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
