/**
 * Time limits of the tests. They end what would never end; they don't measure speed. A busy machine can be many times
 * slower than an idle one, so no test sets a shorter limit of its own.
 */

/** Longest wait for a condition, milliseconds: of `until`, `expect.poll` and Playwright. Schedules of retries take up to 80 s. */
export const WAIT_MS = 180_000;

/** Longest test or hook, milliseconds: three waits. */
export const TEST_MS = 600_000;
