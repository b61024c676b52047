/** Milliseconds since 1970. */
export type Clock = () => number;
/** 0 to below 1. */
export type Random = () => number;
