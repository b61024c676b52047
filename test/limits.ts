/**
 * Time limits of the tests. They end what would never end; they don't measure speed. A busy machine can be many times
 * slower than an idle one, so no test sets a shorter limit of its own.
 */

/** Longest wait for a condition, milliseconds: of `until`, `expect.poll` and Playwright. */
export const WAIT_MS = 120_000;

/** Longest test or hook, milliseconds: more than two waits. */
export const TEST_MS = 300_000;
