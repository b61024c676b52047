/**
 * Time limits of the tests. They stop a test that hangs; they don't measure speed. A busy machine can be many times
 * slower than an idle one, so no test sets a shorter limit of its own.
 */

/** Longest wait for a condition, in milliseconds: of `until`, `expect.poll` and Playwright. Retry schedules take up to 80 s. */
export const WAIT_MS = 180_000;

/** Longest test or hook, in milliseconds: three waits. */
export const TEST_MS = 600_000;
