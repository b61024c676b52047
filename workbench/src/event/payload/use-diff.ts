import { diffLines } from 'diff';
import { useEffect, useState } from 'react';
import { diffRows, type Row } from './diff-rows.ts';

/** Timeout in milliseconds. Comparing texts that differ in almost every line takes very long. */
const TIMEOUT_MS = 4_000;

export type Diffed = { readonly rows: readonly Row[] } | { readonly tooDifferent: true };

/**
 * Returns undefined until the texts are compared. Large texts are compared in steps, so that the page stays
 * responsive.
 */
export function useDiff(left: string, right: string): Diffed | undefined {
  const [made, setMade] = useState<{ left: string; right: string; diffed: Diffed }>();
  useEffect(() => {
    let current = true;
    diffLines(left, right, {
      timeout: TIMEOUT_MS,
      callback: (changes) => {
        if (!current) return;
        setMade({ left, right, diffed: changes ? { rows: diffRows(changes) } : { tooDifferent: true } });
      },
    });
    return () => {
      current = false;
    };
  }, [left, right]);
  return made?.left === left && made.right === right ? made.diffed : undefined;
}
