/** Lays out tables and fields. */
import Table from 'cli-table3';
import type { Formatter } from 'picocolors/types.js';

export interface Column<T> {
  readonly head: string;
  readonly value: (row: T) => string | number | null | undefined;
  readonly colour?: ((row: T) => Formatter | undefined) | undefined;
  /** Least width in characters when the terminal is too narrow. Without it the column is never cut. */
  readonly least?: number;
  /** Wraps instead of being cut. */
  readonly wraps?: boolean;
}

const GAP = 2;
const NO_LINES = Object.fromEntries(
  ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right', 'left', 'left-mid']
    .concat(['mid', 'mid-mid', 'right', 'right-mid'])
    .map((part) => [part, '']),
);

// biome-ignore lint/suspicious/noControlCharactersInRegex: these characters are removed
const CONTROL = /[\u0000-\u001f\u007f-\u009f]+/g;

/** Removes control characters, which could change the terminal. */
export const plain = (value: unknown): string => String(value ?? '').replace(CONTROL, ' ');

/** @param width of a line, characters */
export function table<T>(
  rows: readonly T[],
  columns: readonly Column<T>[],
  { width, bold }: { readonly width: number; readonly bold: Formatter },
): string {
  const cells = rows.map((row) => columns.map((column) => plain(column.value(row))));
  const natural = columns.map(({ head }, index) =>
    Math.max(head.length, ...cells.map((row) => row[index]?.length ?? 0)),
  );
  const widths = fitted(
    natural,
    columns.map(({ least }) => least),
    width,
  );
  const made = new Table({
    head: columns.map(({ head }) => bold(head)),
    chars: { ...NO_LINES, middle: ' '.repeat(GAP) },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    colWidths: widths,
    wordWrap: true,
  });
  for (const [at, row] of rows.entries()) {
    made.push(
      columns.map(({ colour, wraps }, index) => {
        const whole = cells[at]?.[index] ?? '';
        const text = wraps ? whole : cut(whole, widths[index] ?? 0);
        return colour?.(row)?.(text) ?? text;
      }),
    );
  }
  return made
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

const cut = (text: string, width: number): string => (text.length > width ? `${text.slice(0, width - 1)}…` : text);

/** Narrows the columns that may be cut, the widest first, until the line fits. */
export function fitted(natural: readonly number[], least: readonly (number | undefined)[], width: number): number[] {
  const widths = [...natural];
  let over = widths.reduce((sum, one) => sum + one, 0) + GAP * (widths.length - 1) - width;
  while (over > 0) {
    const shrinkable = widths
      .map((one, index) => ({ index, spare: one - Math.max(least[index] ?? one, 1), one }))
      .filter(({ spare }) => spare > 0)
      .sort((a, b) => b.one - a.one);
    const [widest] = shrinkable;
    if (!widest) break;
    widths[widest.index] = widest.one - 1;
    over--;
  }
  return widths;
}

/** Returns one line `name    value` for each field that has a value. */
export function fields(pairs: readonly (readonly [string, unknown])[], dim: Formatter): string {
  const shown = pairs.filter(([, value]) => value !== undefined && value !== null && value !== '');
  const longest = Math.max(0, ...shown.map(([name]) => name.length));
  return shown.map(([name, value]) => `${dim(name.padEnd(longest))}  ${plain(value)}`).join('\n');
}
