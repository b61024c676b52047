/** Lines of NDJSON, as they come. */
import { MAX_BODY_BYTES } from '../../lambdas/contract/publish/payload-limits.ts';

export interface Line {
  /** 1 for the first. */
  readonly number: number;
  /** Without its line break. */
  readonly text: string;
}

const NEWLINE = 10;

/**
 * Splits at line feeds alone: JSON may have other separators of Unicode inside its texts, at which Node's own line reader
 * would split.
 */
export async function* readLines(input: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  let number = 0;
  let rest: Buffer[] = [];
  const line = (bytes: Buffer): Line => {
    const text = bytes.toString('utf8');
    number++;
    // A byte order mark, and the other half of line breaks of Windows.
    return { number, text: (number === 1 ? text.replace(/^\uFEFF/, '') : text).replace(/\r$/, '') };
  };
  for await (const bytes of input) {
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      yield line(Buffer.concat([...rest, chunk.subarray(from, at)]));
      rest = [];
      from = at + 1;
    }
    if (from < chunk.length) rest.push(Buffer.from(chunk.subarray(from)));
  }
  if (rest.length > 0) yield line(Buffer.concat(rest));
}

export const isBlank = ({ text }: Line): boolean => text.trim() === '';

/** Why a line is refused: here, or by the platform. */
export interface Refusal {
  readonly line: number;
  readonly code: string;
  readonly message: string;
  /** The line itself, to be corrected. */
  readonly text: string;
}

/** Most bytes of the lines of one request; the rest of the request is for the events' ids. */
export const MAX_LINES_BYTES = MAX_BODY_BYTES - 10_000;

/** The event of a line; the platform looks at what is in it. */
export function eventOf({
  number: line,
  text,
}: Line): { readonly event: Record<string, unknown> } | { readonly refusal: Refusal } {
  const refused = (code: string, message: string) => ({ refusal: { line, code, message, text } });
  if (Buffer.byteLength(text) > MAX_LINES_BYTES)
    return refused('payload_too_large', 'An event has up to 256 KB of JSON.');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return refused('invalid_json', `Not JSON: ${(error as Error).message}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refused('invalid_json', 'An event is an object, such as {"type":"invoice.paid","data":{"object":{…}}}.');
  }
  return { event: value as Record<string, unknown> };
}
