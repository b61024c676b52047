import { describe, expect, test } from 'vitest';
import {
  type LoopRule,
  MAX_ROUNDS,
  RecursiveInvocationError,
  traceHeaderOf,
} from '../../../local/functions/lineage.ts';

const fn = (name: string, mayLoop = false): LoopRule => ({ name, arn: `arn:function:${name}`, mayLoop });
const LINEAGE = /;Lineage=([0-9a-f]{8}:\d+(?:\|[0-9a-f]{8}:\d+)*)$/;
const counts = (header: string): number[] =>
  (LINEAGE.exec(header)?.[1] ?? '').split('|').map((part) => Number(part.split(':')[1]));

/** Returns the header after this number of rounds of one function. */
function headerAfter(rounds: number, rule: LoopRule): string {
  let header: string | undefined;
  for (let round = 0; round < rounds; round++) header = traceHeaderOf(rule, [header]);
  return header ?? '';
}

describe('a chain', () => {
  test("starts with an invocation without a header, and counts its function's rounds", () => {
    expect(counts(traceHeaderOf(fn('push'), []))).toEqual([1]);
    expect(counts(headerAfter(3, fn('push')))).toEqual([3]);
  });

  test('counts each of its functions separately', () => {
    const publish = traceHeaderOf(fn('publish'), ['Root=1-0-0;Sampled=0']);
    expect(counts(traceHeaderOf(fn('push'), [publish]))).toEqual([1, 1]);
  });

  test('of a batch is the longest chain of its messages', () => {
    const rule = fn('push');
    expect(
      counts(traceHeaderOf(rule, [headerAfter(2, rule), undefined, headerAfter(7, rule), headerAfter(3, rule)])),
    ).toEqual([8]);
  });

  test(`ends after ${MAX_ROUNDS} rounds of one function, unless that function may loop`, () => {
    const longest = headerAfter(MAX_ROUNDS, fn('push'));
    expect(() => traceHeaderOf(fn('push'), [longest])).toThrow(RecursiveInvocationError);
    expect(counts(traceHeaderOf(fn('push', true), [longest]))).toEqual([MAX_ROUNDS + 1]);
    expect(counts(traceHeaderOf(fn('other'), [longest]))).toEqual([MAX_ROUNDS, 1]);
  });
});
