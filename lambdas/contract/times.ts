/** Formats times as the API returns them, RFC 3339. */

/** @param ms unix milliseconds */
export const timeText = (ms: number): string => new Date(ms).toISOString();

/** Returns null for a time that is not known. @param ms unix milliseconds */
export const timeOrNull = (ms: number | undefined): string | null => (ms === undefined ? null : timeText(ms));
