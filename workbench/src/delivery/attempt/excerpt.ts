/** Formats headers and bodies for display. */

/** Returns a JSON object or array indented; undefined for any other text, including truncated JSON. */
export function asJson(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? JSON.stringify(value, null, 2) : undefined;
  } catch {
    return undefined;
  }
}

/** Returns one line `name: value` for each header. */
export const headerText = (headers: Readonly<Record<string, string>>): string =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');

/** Returns the API version of an event body; undefined for thin events, which have none. */
export function versionOf(body: string): string | undefined {
  try {
    const value = JSON.parse(body) as { api_version?: unknown } | null;
    return typeof value?.api_version === 'string' ? value.api_version : undefined;
  } catch {
    return undefined;
  }
}
