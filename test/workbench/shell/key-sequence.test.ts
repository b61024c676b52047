import { describe, expect, it } from 'vitest';
import { NOTHING_PRESSED, type Press, press, SEQUENCE_MS } from '../../../workbench/src/shell/palette/key-sequence.ts';

const SEQUENCES = ['c', 'g o', 'g w', '?', '/'];
const key = (name: string, rest: Partial<Press> = {}): Press => ({
  key: name,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  typing: false,
  ...rest,
});

/** Returns the shortcuts that a sequence of keys triggers. */
function done(presses: readonly Press[], pause = 100): string[] {
  let state = NOTHING_PRESSED;
  let now = 10_000;
  return presses.flatMap((one) => {
    now += pause;
    const step = press(SEQUENCES, state, one, now);
    state = step.pressed;
    return step.done ?? [];
  });
}

describe('shortcuts', () => {
  it('have one key, or several in sequence', () => {
    expect(done([key('c')])).toEqual(['c']);
    expect(done([key('g'), key('o')])).toEqual(['g o']);
    expect(done([key('g'), key('w'), key('c')])).toEqual(['g w', 'c']);
  });

  it('wait a second for the next key', () => {
    expect(done([key('g'), key('o')], SEQUENCE_MS)).toEqual(['g o']);
    expect(done([key('g'), key('o')], SEQUENCE_MS + 1)).toEqual([]);
  });

  it('restart after a key that does not belong to them', () => {
    expect(done([key('g'), key('x'), key('o')])).toEqual([]);
    expect(done([key('g'), key('c')])).toEqual(['c']);
    expect(done([key('g'), key('g'), key('o')])).toEqual(['g o']);
  });

  it('are ignored in text fields', () => {
    expect(done([key('c', { typing: true })])).toEqual([]);
    expect(done([key('g'), key('o', { typing: true }), key('o')])).toEqual([]);
  });

  it('are ignored with a modifier key, which belongs to the browser and the system', () => {
    for (const modifier of ['ctrlKey', 'metaKey', 'altKey']) {
      expect(done([key('c', { [modifier]: true })])).toEqual([]);
      expect(done([key('g'), key('w', { [modifier]: true })])).toEqual([]);
    }
  });

  it('can include keys that need Shift', () => {
    expect(done([key('Shift'), key('?')])).toEqual(['?']);
    expect(done([key('g'), key('Shift'), key('o')])).toEqual(['g o']);
  });
});
