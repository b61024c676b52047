/** Aligns two texts line by line. */
import type { ChangeObject } from 'diff';

export interface Line {
  /** Line number in its own text, from 1. */
  readonly number: number;
  readonly text: string;
}

/** Two aligned lines. A missing side means that the other line was added or removed. */
export interface Row {
  readonly kind: 'same' | 'changed' | 'removed' | 'added';
  readonly left?: Line;
  readonly right?: Line;
}

/** @param changes result of `diffLines`, removed lines before added ones */
export function diffRows(changes: readonly ChangeObject<string>[]): Row[] {
  const rows: Row[] = [];
  let [leftAt, rightAt] = [0, 0];
  const line = (text: string, side: 'left' | 'right'): Line => ({
    number: side === 'left' ? ++leftAt : ++rightAt,
    text,
  });
  for (let index = 0; index < changes.length; index++) {
    const change = changes[index] as ChangeObject<string>;
    if (!change.added && !change.removed) {
      for (const text of linesOf(change.value)) {
        rows.push({ kind: 'same', left: line(text, 'left'), right: line(text, 'right') });
      }
      continue;
    }
    const next = changes[index + 1];
    const pair = change.removed && next?.added ? next : undefined;
    const removed = change.removed ? linesOf(change.value) : [];
    const added = change.added ? linesOf(change.value) : pair ? linesOf(pair.value) : [];
    for (let at = 0; at < Math.max(removed.length, added.length); at++) {
      const [was, is] = [removed[at], added[at]];
      rows.push({
        kind: was !== undefined && is !== undefined ? 'changed' : was !== undefined ? 'removed' : 'added',
        ...(was === undefined ? {} : { left: line(was, 'left') }),
        ...(is === undefined ? {} : { right: line(is, 'right') }),
      });
    }
    if (pair) index++;
  }
  return rows;
}

const linesOf = (text: string): string[] => (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');

/** Arranges the rows in one column like `diff -u`: of adjacent changes, removed lines come before added ones. */
export function unified(rows: readonly Row[]): Row[] {
  const out: Row[] = [];
  let added: Row[] = [];
  for (const { kind, left, right } of rows) {
    if (kind === 'same') {
      out.push(...added, { kind, ...(left ? { left } : {}), ...(right ? { right } : {}) });
      added = [];
      continue;
    }
    if (left) out.push({ kind: 'removed', left });
    if (right) added.push({ kind: 'added', right });
  }
  return [...out, ...added];
}

/** A run of rows, shown or collapsed. */
export interface Part {
  readonly folded: boolean;
  readonly rows: readonly Row[];
}

/** A part and its index in the diff. */
export type ShownPart = Part & { readonly at: number };

/** Number of unchanged rows that are shown around a change. */
const CONTEXT = 3;
/** Shorter runs are not collapsed, because the placeholder takes a row itself. */
const MIN_FOLDED = 4;

export function foldRows(rows: readonly Row[]): Part[] {
  const near = new Uint8Array(rows.length);
  rows.forEach(({ kind }, at) => {
    if (kind !== 'same') near.fill(1, Math.max(0, at - CONTEXT), at + CONTEXT + 1);
  });
  const runs: { folded: boolean; rows: Row[] }[] = [];
  rows.forEach((row, at) => {
    const folded = near[at] === 0;
    const last = runs.at(-1);
    if (last?.folded === folded) last.rows.push(row);
    else runs.push({ folded, rows: [row] });
  });
  return runs.map((run) => (run.folded && run.rows.length < MIN_FOLDED ? { ...run, folded: false } : run));
}

export const countChanges = (rows: readonly Row[]): { readonly removed: number; readonly added: number } => ({
  removed: rows.filter(({ kind }) => kind === 'changed' || kind === 'removed').length,
  added: rows.filter(({ kind }) => kind === 'changed' || kind === 'added').length,
});
