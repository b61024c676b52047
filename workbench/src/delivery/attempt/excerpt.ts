/** Text of headers and bodies, made fit to be read. */

/** Indented where the text is a JSON object or list; undefined for anything else, a cut-off one among it. */
export function asJson(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? JSON.stringify(value, null, 2) : undefined;
  } catch {
    return undefined;
  }
}

/** `name: value`, one a line. */
export const headerText = (headers: Readonly<Record<string, string>>): string =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');

/** The version that a body says it is in; undefined where it says none, as thin events do. */
export function versionOf(body: string): string | undefined {
  try {
    const value = JSON.parse(body) as { api_version?: unknown } | null;
    return typeof value?.api_version === 'string' ? value.api_version : undefined;
  } catch {
    return undefined;
  }
}
