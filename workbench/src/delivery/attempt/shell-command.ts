/** Writes an attempt as a command for a POSIX shell. */

/**
 * Quotes a text as one shell word. Between single quotes every character is literal except the single quote:
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02_02
 */
export const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** Linux limits one argument to 128 KiB (MAX_ARG_STRLEN). `printf` is built into the shell and has no limit. */
const MAX_ARGUMENT_BYTES = 100_000;

const isLong = (text: string): boolean => new TextEncoder().encode(text).length > MAX_ARGUMENT_BYTES;

const joined = (parts: readonly string[]): string => parts.join(' \\\n  ');

/** curl sets these headers itself. */
const CURL_HEADERS: ReadonlySet<string> = new Set(['host', 'content-length']);

/** curl sends an empty header when it is written as `name;`. */
const headerOption = ([name, value]: readonly [string, string]): string =>
  `-H ${quoted(value === '' ? `${name};` : `${name}: ${value}`)}`;

export interface WebhookCall {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Returns a curl command that sends the same body and headers, including the signature. */
export function toCurl({ url, headers, body }: WebhookCall): string {
  const options = [
    // curl interprets brackets and braces in a URL as ranges.
    ...(/[[\]{}]/.test(url) ? ['--globoff'] : []),
    ...Object.entries(headers)
      .filter(([name]) => !CURL_HEADERS.has(name.toLowerCase()))
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

/** Returns an `aws events put-events` command with the same entry. */
export function toPutEvents({ region, source, detailType, bus, detail }: BusEntry): string {
  const entries = JSON.stringify([{ Source: source, DetailType: detailType, EventBusName: bus, Detail: detail }]);
  const call = `aws events put-events --region ${quoted(region)}`;
  return isLong(entries)
    ? `printf %s ${quoted(entries)} | ${joined([call, '--entries file:///dev/stdin'])}`
    : joined([call, `--entries ${quoted(entries)}`]);
}

/** Whether the body has the length that was sent. Otherwise the signature is not valid for it. */
export function matchesSentLength(headers: Readonly<Record<string, string>>, body: string): boolean {
  const length = headers['content-length'];
  return length === undefined || Number(length) === new TextEncoder().encode(body).length;
}
