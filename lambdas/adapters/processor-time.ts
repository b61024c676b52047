/** Microseconds that this thread has run: unlike the time of day, it stands still while the processor is with others. */
export function processorTime(): number {
  const { user, system } = process.threadCpuUsage();
  return user + system;
}
