/** An attempt as a command for a POSIX shell, to make it once more by hand. */

/**
 * One word for a POSIX shell. Between single quotes everything stands for itself (`$`, `!`, newlines, backslashes), but
 * for the single quote: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02_02
 */
export const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** Linux takes up to 128 KiB in one argument (MAX_ARG_STRLEN); `printf`, which the shell does itself, takes any length. */
const MAX_ARGUMENT_BYTES = 100_000;

const isLong = (text: string): boolean => new TextEncoder().encode(text).length > MAX_ARGUMENT_BYTES;

const joined = (parts: readonly string[]): string => parts.join(' \\\n  ');

/** Made by curl itself, of the URL and the body. */
const OWN_HEADERS: ReadonlySet<string> = new Set(['host', 'content-length']);

/** `name;` is how curl is told to send a header that is empty. */
const headerOption = ([name, value]: readonly [string, string]): string =>
  `-H ${quoted(value === '' ? `${name};` : `${name}: ${value}`)}`;

export interface WebhookCall {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** `curl` that sends the same bytes with the same headers, the signature among them. */
export function toCurl({ url, headers, body }: WebhookCall): string {
  const options = [
    // curl takes brackets and braces of a URL for ranges.
    ...(/[[\]{}]/.test(url) ? ['--globoff'] : []),
    ...Object.entries(headers)
      .filter(([name]) => !OWN_HEADERS.has(name.toLowerCase()))
      .map(headerOption),
  ];
  const call = `curl -i -X POST ${quoted(url)}`;
  return isLong(body)
    ? `printf %s ${quoted(body)} | ${joined([call, ...options, '--data-binary @-'])}`
    : joined([call, ...options, `--data-raw ${quoted(body)}`]);
}

export interface BusEntry {
  readonly region: string;
  readonly source: string;
  readonly detailType: string;
  readonly bus: string;
  readonly detail: string;
}

/** The same for an event bus: `aws events put-events` with the entry that was put. */
export function toPutEvents({ region, source, detailType, bus, detail }: BusEntry): string {
  const entries = JSON.stringify([{ Source: source, DetailType: detailType, EventBusName: bus, Detail: detail }]);
  const call = `aws events put-events --region ${quoted(region)}`;
  return isLong(entries)
    ? `printf %s ${quoted(entries)} | ${joined([call, '--entries file:///dev/stdin'])}`
    : joined([call, `--entries ${quoted(entries)}`]);
}

/** Whether the body has the length that was sent; with another the signature does not fit it. */
export function fitsBody(headers: Readonly<Record<string, string>>, body: string): boolean {
  const length = headers['content-length'];
  return length === undefined || Number(length) === new TextEncoder().encode(body).length;
}
