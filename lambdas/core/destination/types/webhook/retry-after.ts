/**
 * Returns the delay that a `Retry-After` header asks for, in seconds, 0 or more. Undefined without a header, or when its value
 * is neither seconds nor an HTTP date: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 * @param now unix milliseconds
 */
export function retryAfterSeconds(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const value = header.trim();
  if (/^\d+$/.test(value)) return Number(value);
  // Date.parse accepts far more than HTTP dates, such as "-5" and "1.5". An HTTP date starts with the name of a day.
  const at = /^[A-Z][a-z]{2}/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - now) / 1000));
}
