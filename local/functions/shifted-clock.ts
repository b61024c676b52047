/**
 * Replaces `Date` in this thread by one whose current time is off by some milliseconds, like on a machine with a wrong clock.
 * Timers and `performance` do not change.
 */
export function shiftClock(offsetMs: number): void {
  globalThis.Date = shifted(Date, offsetMs);
}

/** Returns a `Date` whose current time is off. */
export function shifted(real: DateConstructor, offsetMs: number): DateConstructor {
  const now = () => real.now() + offsetMs;
  return new Proxy(real, {
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
    apply: () => String(new real(now())),
    construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  });
}
