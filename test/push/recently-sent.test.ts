import { describe, expect, test } from 'vitest';
import { recentlySent } from '../../lambdas/push/recently-sent.ts';

describe('a recently sent event', () => {
  test('is found for its own socket and session', () => {
    const recent = recentlySent('i1');
    recent.add('one', 'c1', 'a');
    expect(recent.has('one', 'c1', 'a')).toBe(true);
    expect(recent.has('one', 'c2', 'a')).toBe(false);
    expect(recent.has('other', 'c1', 'a')).toBe(false);
    expect(recent.has('one', 'c1', 'b')).toBe(false);
  });

  test('has arrived for all sockets when it or a later one of its channel was acknowledged', () => {
    const recent = recentlySent('i1');
    for (const key of ['b', 'a', 'd', 'c']) recent.add('one', 'c1', key);
    recent.acknowledged('one', 'c1~i1', 'd');
    const known = ['a', 'b', 'c', 'd'].filter((key) => recent.has('one', 'c2', key));
    expect(known).toEqual(['a', 'b', 'd']);
    recent.add('one', 'c2', 'c');
    expect(['a', 'c'].map((key) => recent.has('one', 'c2', key))).toEqual([true, true]);
    expect(['a', 'c'].map((key) => recent.has('one', 'c3', key))).toEqual([true, false]);
  });

  test('has not arrived when an event of another socket, or an unsent one, was acknowledged', () => {
    const recent = recentlySent('i1');
    recent.add('one', 'c1', 'a');
    recent.add('one', 'c2', 'b');
    recent.add('one', 'c2', 'a');
    recent.acknowledged('one', 'c1~i1', 'a');
    recent.acknowledged('one', 'c2~i1', 'z');
    recent.acknowledged('none', 'c2~i1', 'a');
    expect(['a', 'b'].map((key) => recent.has('one', 'c3', key))).toEqual([false, false]);
  });

  test('has not arrived when an event that another instance sent to the same socket was acknowledged', () => {
    const [one, other] = [recentlySent('i1'), recentlySent('i2')];
    one.add('one', 'c1', 'a');
    // This message is lost, and then the first event is sent again.
    other.add('one', 'c1', 'b');
    other.add('one', 'c1', 'a');
    other.acknowledged('one', one.channel('c1'), 'a');
    expect(other.has('one', 'c2', 'b')).toBe(false);
    other.acknowledged('one', other.channel('c1'), 'a');
    expect(other.has('one', 'c2', 'b')).toBe(true);
  });

  test('keeps its first position when it was sent twice', () => {
    const recent = recentlySent('i1');
    for (const key of ['a', 'b', 'a']) recent.add('one', 'c1', key);
    recent.acknowledged('one', 'c1~i1', 'a');
    expect(recent.has('one', 'c2', 'b')).toBe(false);
  });

  test('is evicted beyond the maximum, the oldest first', () => {
    const recent = recentlySent('i1', { maxKeys: 2, maxSessions: 2 });
    for (const key of ['a', 'b', 'c']) recent.add('one', 'c1', key);
    expect(['a', 'b', 'c'].map((key) => recent.has('one', 'c1', key))).toEqual([false, true, true]);
    recent.add('two', 'c2', 'a');
    recent.add('three', 'c3', 'a');
    expect(recent.has('one', 'c1', 'c')).toBe(false);
    expect(recent.has('three', 'c3', 'a')).toBe(true);
  });
});
