/** Returns the current time, unix milliseconds. */
export type Clock = () => number;
/** Returns a random number, 0 to below 1. */
export type Random = () => number;
/** Runs something once, after some milliseconds. @returns a function that cancels it */
export type StartTimer = (milliseconds: number, run: () => void) => () => void;
