/** Prints objects of the API: JSON for programs, tables for people. */
import { type Column, table } from './table.ts';
import { note, paint, paintErr, print, width } from './terminal.ts';

/** Prints an object over several lines. */
export const printObject = (object: unknown): void => print(JSON.stringify(object, null, 2));

/** Returns `1 line`, `2 lines`. */
export const plural = (count: number, noun: string, several = `${noun}s`): string =>
  `${count} ${count === 1 ? noun : several}`;

export interface ListOptions<T> {
  readonly json: boolean;
  /** Most entries; `Infinity` for all. */
  readonly max: number;
  readonly columns: readonly Column<T>[];
  /** Printed for an empty list. */
  readonly none: string;
}

/** Rows that are laid out together, so that a long list is printed while it is read. */
const ROWS_PER_TABLE = 100;

/** Prints a list as a table, or with `--json` as one JSON object per line. */
export async function printList<T>(
  items: AsyncIterable<T>,
  { json, max, columns, none }: ListOptions<T>,
): Promise<void> {
  let count = 0;
  let rows: T[] = [];
  const flush = () => {
    if (rows.length === 0) return;
    const text = table(rows, columns, { width: width(), bold: paint.bold });
    print(count <= ROWS_PER_TABLE ? text : text.slice(text.indexOf('\n') + 1));
    rows = [];
  };
  for await (const item of items) {
    count++;
    if (json) print(JSON.stringify(item));
    else {
      rows.push(item);
      if (rows.length === ROWS_PER_TABLE) flush();
    }
  }
  if (json) return;
  flush();
  if (count === 0) note(none);
  else if (count === max) note(paintErr.dim(`Showing the first ${max}. To see more, add --limit or --all.`));
}
