/** Timers that only fire when a test lets time pass. */
import type { StartTimer } from '../../lambdas/core/clock.ts';

export function memoryTimers() {
  const timers = new Map<() => void, number>();
  const startTimer: StartTimer = (milliseconds, run) => {
    const timer = () => run();
    timers.set(timer, milliseconds);
    return () => timers.delete(timer);
  };
  return {
    startTimer,
    /** Fires the timers that were started for at most so long, the shortest first. */
    elapse(milliseconds: number): void {
      const due = [...timers].filter(([, after]) => after <= milliseconds).sort(([, a], [, b]) => a - b);
      for (const [fire] of due) if (timers.delete(fire)) fire();
    },
    /** Milliseconds of the timers that are neither over nor cancelled. */
    running: (): number[] => [...timers.values()],
  };
}
