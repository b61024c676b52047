/** Age up to which a reading is extrapolated with the wall clock, milliseconds: a system call takes as long as many steps. */
const MAX_READING_AGE_MS = 10;

let reading = { at: Number.NEGATIVE_INFINITY, microseconds: 0 };

/**
 * Returns the processor time of this thread, microseconds. Unlike the wall clock, it does not advance while other processes run. It
 * may be up to MAX_READING_AGE_MS ahead.
 */
export function processorTime(): number {
  const at = performance.now();
  if (at - reading.at > MAX_READING_AGE_MS) {
    const { user, system } = process.threadCpuUsage();
    reading = { at, microseconds: user + system };
  }
  return reading.microseconds + (at - reading.at) * 1000;
}
