/** Returns the largest number of times in any second. @param times milliseconds, in any order */
export function mostInASecond(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  let most = 0;
  let from = 0;
  for (const [index, time] of sorted.entries()) {
    // Without the rounding of fractions of a millisecond.
    while (time - (sorted[from] as number) >= 999.999) from++;
    most = Math.max(most, index - from + 1);
  }
  return most;
}
