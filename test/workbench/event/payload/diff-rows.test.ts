import { diffLines } from 'diff';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countChanges,
  diffRows,
  foldRows,
  type Row,
  unified,
} from '../../../../workbench/src/event/payload/diff-rows.ts';
import { firstLines, pretty } from '../../../../workbench/src/shared/json-text.ts';

const rowsOf = (left: string, right: string) => diffRows(diffLines(left, right));
const side = (rows: readonly Row[], which: 'left' | 'right') =>
  rows.flatMap((row) => row[which] ?? []).map(({ text }) => text);
const lines = fc.array(fc.constantFrom('a', 'b', 'c', '{', '}', ''), { minLength: 1, maxLength: 12 });

describe('rows of a diff', () => {
  it('align changed lines', () => {
    const rows = rowsOf('a\nold\nz\n', 'a\nnew\nz\n');
    expect(rows).toEqual([
      { kind: 'same', left: { number: 1, text: 'a' }, right: { number: 1, text: 'a' } },
      { kind: 'changed', left: { number: 2, text: 'old' }, right: { number: 2, text: 'new' } },
      { kind: 'same', left: { number: 3, text: 'z' }, right: { number: 3, text: 'z' } },
    ]);
  });

  it('leave a side empty when only the other has lines, and number each side by itself', () => {
    const rows = rowsOf('a\nb\n', 'a\nx\ny\nb\n');
    expect(rows.map(({ kind }) => kind)).toEqual(['same', 'added', 'added', 'same']);
    expect(rows.at(-1)).toEqual({ kind: 'same', left: { number: 2, text: 'b' }, right: { number: 4, text: 'b' } });
    expect(countChanges(rows)).toEqual({ removed: 0, added: 2 });
  });

  it('contain every line of both texts once, in order, for any texts', () => {
    fc.assert(
      fc.property(lines, lines, (left, right) => {
        const rows = rowsOf(`${left.join('\n')}\n`, `${right.join('\n')}\n`);
        expect(side(rows, 'left')).toEqual(left);
        expect(side(rows, 'right')).toEqual(right);
        expect(side(unified(rows), 'right').length).toBe(right.length);
        expect(foldRows(rows).flatMap((part) => part.rows)).toEqual(rows);
      }),
    );
  });
});

describe('rows in one column', () => {
  it('have removed lines before added lines in a run of changes', () => {
    const column = unified(rowsOf('1\n2\n3\n', 'x\ny\n3\n'));
    expect(column.map(({ kind, left, right }) => `${kind} ${(left ?? right)?.text}`)).toEqual([
      'removed 1',
      'removed 2',
      'added x',
      'added y',
      'same 3',
    ]);
  });

  it('end with lines added at the end', () => {
    expect(unified(rowsOf('1\n', '1\n2\n')).map(({ kind }) => kind)).toEqual(['same', 'added']);
  });
});

describe('collapsing', () => {
  const numbered = (count: number, changed?: number) =>
    Array.from({ length: count }, (_, at) => (at === changed ? 'changed' : `${at}`)).join('\n');

  it('leaves three lines around each change', () => {
    const parts = foldRows(rowsOf(numbered(40), numbered(40, 20)));
    expect(parts.map(({ folded, rows }) => [folded, rows.length])).toEqual([
      [true, 17],
      [false, 7],
      [true, 16],
    ]);
  });

  it('does not collapse short runs', () => {
    expect(foldRows(rowsOf(numbered(10), numbered(10, 6))).every(({ folded }) => !folded)).toBe(true);
  });
});

describe('large JSON', () => {
  it('is shown up to the end of a line, with the number of remaining lines', () => {
    const whole = pretty(Array.from({ length: 100 }, (_, at) => at));
    const { text, rest } = firstLines(whole, 100);
    expect(text.length).toBeLessThanOrEqual(100);
    expect(whole.startsWith(`${text}\n`)).toBe(true);
    expect(text.split('\n').length + rest).toBe(whole.split('\n').length);
    expect(firstLines('short', 100)).toEqual({ text: 'short', rest: 0 });
  });
});
