/**
 * Returns the delay that a `Retry-After` header asks for, in seconds, 0 or more. Undefined without a header, or when its value
 * is neither seconds nor an HTTP date: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 * @param now unix milliseconds
 */
export function retryAfterSeconds(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const value = header.trim();
  if (/^\d+$/.test(value)) return Number(value);
  // Date.parse takes far more than HTTP dates ("-5", "1.5"), hence the look at how one starts.
  const at = /^[A-Z][a-z]{2}/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - now) / 1000));
}
