/** An attempt as `curl`. */
import { isLong, joined, quoted } from '../../delivery/attempt/shell-command.ts';

/** curl makes them itself, from the URL and the body. */
const OWN_HEADERS: ReadonlySet<string> = new Set(['host', 'content-length']);

/** `name;` makes curl send a header that is empty. */
const headerOption = ([name, value]: readonly [string, string]): string =>
  `-H ${quoted(value === '' ? `${name};` : `${name}: ${value}`)}`;

export interface WebhookCall {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Returns the `curl` command that sends the same bytes with the same headers, including the signature. */
export function toCurl({ url, headers, body }: WebhookCall): string {
  const options = [
    // curl reads brackets and braces of a URL as ranges.
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

/** Returns whether the body has the length that was sent. The signature does not match a body of another length. */
export function fitsBody(headers: Readonly<Record<string, string>>, body: string): boolean {
  const length = headers['content-length'];
  return length === undefined || Number(length) === new TextEncoder().encode(body).length;
}
