/** How long a reading is gone on from by the time of day, milliseconds: asking the system takes as long as many steps do. */
const RENEWED_AFTER_MS = 10;

let reading = { at: Number.NEGATIVE_INFINITY, microseconds: 0 };

/**
 * Microseconds that this thread has run: unlike the time of day, it stands still while the processor is with others, but for
 * up to RENEWED_AFTER_MS that it may be ahead.
 */
export function processorTime(): number {
  const at = performance.now();
  if (at - reading.at > RENEWED_AFTER_MS) {
    const { user, system } = process.threadCpuUsage();
    reading = { at, microseconds: user + system };
  }
  return reading.microseconds + (at - reading.at) * 1000;
}
