import { describe, expect, it } from 'vitest';
import type { Delivery, Outcome } from '../../../../workbench/src/api/types.ts';
import { attemptsOf, groupOutcomes, isPending } from '../../../../workbench/src/event/outcomes/group-outcomes.ts';

const outcome = (destination: string, status?: Delivery['status'], rest: Partial<Outcome> = {}): Outcome =>
  ({
    destination,
    destination_name: destination,
    matched: status !== undefined,
    reason: status === undefined ? 'type_not_selected' : null,
    delivery: status === undefined ? null : { status, attempt_count: 2 },
    ...rest,
  }) as Outcome;
const names = (outcomes: readonly Outcome[]) => outcomes.map(({ destination }) => destination);

describe('the outcomes of an event', () => {
  it('start with failures', () => {
    const { sent } = groupOutcomes([outcome('a', 'delivered'), outcome('b', 'pending'), outcome('c', 'failed')]);
    expect(names(sent)).toEqual(['c', 'b', 'a']);
  });

  it('count manual resends as sent', () => {
    const later = outcome('later', 'delivered', { matched: false, reason: 'created_later' });
    const { sent, notSent } = groupOutcomes([outcome('never'), later]);
    expect(names(sent)).toEqual(['later']);
    expect(names(notSent)).toEqual(['never']);
  });

  it('only count destinations in the other mode', () => {
    expect(groupOutcomes([outcome('x', undefined, { reason: 'other_mode' }), outcome('y')])).toMatchObject({
      otherMode: 1,
      notSent: [{ destination: 'y' }],
    });
  });

  it('are reloaded while a delivery is pending', () => {
    expect(isPending([outcome('a', 'failed'), outcome('b')])).toBe(false);
    expect(isPending([outcome('a', 'pending')])).toBe(true);
    expect(attemptsOf([outcome('a', 'failed'), outcome('b', 'pending'), outcome('c')])).toBe(4);
  });
});
