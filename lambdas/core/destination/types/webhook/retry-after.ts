/** How long a receiver asks to be left alone: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */

/** Statuses with which the header means "come back later"; with a redirect, say, it means something else. */
const STATUSES: ReadonlySet<number> = new Set([429, 503]);

/**
 * Seconds, 0 or more; undefined when nothing is asked for or the value is neither seconds nor an HTTP date.
 * @param now unix milliseconds
 */
export function retryAfterSeconds(status: number, header: string | undefined, now: number): number | undefined {
  if (!STATUSES.has(status) || header === undefined) return undefined;
  const value = header.trim();
  if (/^\d+$/.test(value)) return Number(value);
  // Date.parse takes far more than HTTP dates ("-5", "1.5"), hence the look at how one starts.
  const at = /^[A-Z][a-z]{2}/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - now) / 1000));
}
