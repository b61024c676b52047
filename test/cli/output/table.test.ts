import { describe, expect, test } from 'vitest';
import { type Column, fields, fitted, table } from '../../../cli/output/table.ts';

interface Row {
  readonly id: string;
  readonly text: string;
}
const columns: Column<Row>[] = [
  { head: 'ID', value: ({ id }) => id },
  { head: 'TEXT', value: ({ text }) => text, least: 6 },
];
const same = (text: string | number | null | undefined) => String(text);
const rows = [
  { id: 'evt_1', text: 'short' },
  { id: 'evt_22', text: 'a text that is longer than the line' },
];

describe('a table', () => {
  test('aligns columns below their headings, without borders', () => {
    expect(table(rows, columns, { width: 100, bold: same })).toBe(
      ['ID      TEXT', 'evt_1   short', 'evt_22  a text that is longer than the line'].join('\n'),
    );
  });

  test('cuts only the columns that may be cut', () => {
    const text = table(rows, columns, { width: 20, bold: same });
    expect(text.split('\n').map((line) => line.length <= 20)).toEqual([true, true, true]);
    expect(text).toContain('evt_22  a text that…');
    expect(table(rows, columns, { width: 5, bold: same })).toContain('evt_22  a tex…');
  });

  test('wraps text in a column that wraps', () => {
    const wrapping = [columns[0], { ...columns[1], wraps: true }] as Column<Row>[];
    expect(table(rows.slice(1), wrapping, { width: 26, bold: same })).toBe(
      ['ID      TEXT', 'evt_22  a text that is', '        longer than the', '        line'].join('\n'),
    );
  });

  test('removes control characters', () => {
    const text = table([{ id: 'a\u001b[31m', text: 'x\r\ny' }], columns, { width: 100, bold: same });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });
});

test('the widest column is narrowed first, and no column below its least width', () => {
  expect(fitted([10, 30, 20], [undefined, 5, 5], 44)).toEqual([10, 15, 15]);
  expect(fitted([10, 30], [undefined, 25], 20)).toEqual([10, 25]);
  expect(fitted([10, 30], [undefined, 25], Number.POSITIVE_INFINITY)).toEqual([10, 30]);
});

test('fields without a value are not shown', () => {
  const pairs = [
    ['a', 1],
    ['name', 'x'],
    ['none', null],
    ['empty', ''],
  ] as const;
  expect(fields(pairs, same)).toBe('a     1\nname  x');
});
