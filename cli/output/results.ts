/** Prints what the API answered: the objects themselves for programs, tables for people. */

import { type Column, table } from './table.ts';
import { note, paint, paintErr, print, width } from './terminal.ts';

/** An object by itself, over several lines. */
export const printObject = (object: unknown): void => print(JSON.stringify(object, null, 2));

export interface ListOptions<T> {
  readonly json: boolean;
  /** Entries at most: `Infinity` for all. */
  readonly max: number;
  readonly columns: readonly Column<T>[];
  /** Said when there is nothing. */
  readonly none: string;
}

/** Rows that are laid out together: so a long list appears as it is read, and its columns stay where they are mostly. */
const ROWS_TOGETHER = 100;

/** Lists print one JSON object a line with `--json`, so that a long one can be read while it comes. */
export async function printList<T>(
  items: AsyncIterable<T>,
  { json, max, columns, none }: ListOptions<T>,
): Promise<void> {
  let count = 0;
  let rows: T[] = [];
  const flush = () => {
    if (rows.length === 0) return;
    const text = table(rows, columns, { width: width(), bold: paint.bold });
    print(count <= ROWS_TOGETHER ? text : text.slice(text.indexOf('\n') + 1));
    rows = [];
  };
  for await (const item of items) {
    count++;
    if (json) print(JSON.stringify(item));
    else {
      rows.push(item);
      if (rows.length === ROWS_TOGETHER) flush();
    }
  }
  if (json) return;
  flush();
  if (count === 0) note(none);
  else if (count === max) note(paintErr.dim(`The first ${max}; more with --limit, or --all.`));
}
