import { describe, expect, it } from 'vitest';
import { isSettled, pingState } from '../../../../../workbench/src/destination/create/done/ping-state.ts';

describe('a test event', () => {
  it('waits until there is an attempt', () => {
    expect(pingState(null)).toBe('waiting');
    expect(pingState({ status: 'pending', attempt_count: 0 })).toBe('waiting');
  });

  it('that failed once and will be tried again is not settled', () => {
    expect(pingState({ status: 'pending', attempt_count: 1 })).toBe('retrying');
    expect(isSettled('retrying')).toBe(false);
  });

  it('is settled once delivered or failed', () => {
    expect(isSettled(pingState({ status: 'delivered', attempt_count: 1 }))).toBe(true);
    expect(isSettled(pingState({ status: 'failed', attempt_count: 4 }))).toBe(true);
  });
});
