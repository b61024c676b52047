import { ulid } from 'ulid';
import { describe, expect, test } from 'vitest';
import {
  eventKeyAt,
  eventKeysFrom,
  isNativeEventId,
  MAX_SHARDS,
  publishedAt,
  shardOf,
} from '../../lambdas/core/ids.ts';
import { T0 } from '../doubles/factories.ts';

describe('the event keys of one call', () => {
  test.each([1, 2, 4, 16, 32])('with %d shards are in the order of publishing and evenly spread', (shards) => {
    const keys = eventKeysFrom(ulid(T0), 96, shards);
    expect(keys.toSorted()).toEqual(keys);
    const counts = Map.groupBy(keys, shardOf);
    expect([...counts.keys()].toSorted((a, b) => a - b)).toEqual(Array.from({ length: shards }, (_, shard) => shard));
    for (const those of counts.values()) expect(those).toHaveLength(96 / shards);
  });

  test('are the same for a repeat of the call', () => {
    const seed = ulid(T0);
    expect(eventKeysFrom(seed, 20, 16)).toEqual(eventKeysFrom(seed, 20, 16));
  });

  test('start with any shard, so that calls of one event use all shards', () => {
    const first = Array.from({ length: 400 }, () => shardOf(eventKeysFrom(ulid(T0), 1, 4)[0] as string));
    for (const shard of [0, 1, 2, 3]) expect(first.filter((one) => one === shard).length).toBeGreaterThan(50);
  });

  test('with one shard have no character for it, like those that are stored already', () => {
    const seed = ulid(T0);
    expect(eventKeysFrom(seed, 1)).toEqual([`evt_${seed}`]);
    expect(eventKeysFrom(seed, 1, 1)).toEqual([`evt_${seed}`]);
    expect(shardOf(`evt_${seed}`)).toBe(0);
  });
});

test('a key of any shard has the form of an event key, and its time', () => {
  for (const key of eventKeysFrom(ulid(T0), 2 * MAX_SHARDS, MAX_SHARDS)) {
    expect(isNativeEventId(key)).toBe(true);
    expect(publishedAt(key)).toBe(T0);
    expect(key > eventKeyAt(T0) && key < eventKeyAt(T0 + 1)).toBe(true);
  }
});

test.each(['0', 'I', 'u', '11', '!'])('%s after the ULID does not make an event key', (end) => {
  expect(isNativeEventId(`evt_${ulid(T0)}${end}`)).toBe(false);
});
