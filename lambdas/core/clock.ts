/** Returns the current time, unix milliseconds. */
export type Clock = () => number;
/** Returns a random number, 0 to below 1. */
export type Random = () => number;
