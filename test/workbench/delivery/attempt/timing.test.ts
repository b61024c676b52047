import { describe, expect, test } from 'vitest';
import { phasesOf, reusedConnection } from '../../../../workbench/src/delivery/attempt/timing.ts';

const names = (given: Parameters<typeof phasesOf>[0]) => phasesOf(given).map(({ phase }) => phase);

describe('the duration of an attempt', () => {
  test('is split into its phases and the rest, with shares that add up to 1', () => {
    const phases = phasesOf({ duration_ms: 100, timing: { dns: 10, connect: 20, tls: 30, first_byte: 35 } });
    expect(phases.map(({ phase, ms }) => [phase, ms])).toEqual([
      ['dns', 10],
      ['connect', 20],
      ['tls', 30],
      ['first_byte', 35],
      ['rest', 5],
    ]);
    expect(phases.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
  });

  test('has no rest when the phases cover it', () => {
    expect(names({ duration_ms: 30, timing: { connect: 10, first_byte: 20 } })).toEqual(['connect', 'first_byte']);
  });

  test('is the sum of its phases when rounding makes the sum longer', () => {
    const phases = phasesOf({ duration_ms: 10, timing: { connect: 5.1, first_byte: 5 } });
    expect(phases.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
  });

  test('without a response is mostly rest', () => {
    expect(names({ duration_ms: 20_000, timing: { dns: 1, connect: 2 } })).toEqual(['dns', 'connect', 'rest']);
  });

  test('is not split when no phase was measured', () => {
    expect(phasesOf({ duration_ms: 80, timing: {} })).toEqual([]);
  });

  test('of zero has shares of zero', () => {
    expect(phasesOf({ duration_ms: 0, timing: { first_byte: 0 } })).toEqual([{ phase: 'first_byte', ms: 0, share: 0 }]);
  });
});

describe('a reused connection', () => {
  test('is recognized by a response without a connect phase', () => {
    expect(reusedConnection({ timing: { first_byte: 3 } })).toBe(true);
    expect(reusedConnection({ timing: { connect: 1, first_byte: 3 } })).toBe(false);
    expect(reusedConnection({ timing: {} })).toBe(false);
  });
});
