/** Reads and checks lines of NDJSON. */
import { MAX_BODY_BYTES } from '../../lambdas/contract/publish/payload-limits.ts';

export interface Line {
  /** Starts at 1. */
  readonly number: number;
  /** Without its line break. */
  readonly text: string;
}

const NEWLINE = 10;

/**
 * Splits at line feeds only. JSON strings can contain other line separators of Unicode, at which the line reader of Node.js
 * splits.
 */
export async function* readLines(input: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  let number = 0;
  let rest: Buffer[] = [];
  const line = (bytes: Buffer): Line => {
    const text = bytes.toString('utf8');
    number++;
    // Removes a byte order mark, and the carriage return of Windows.
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

/** Why a line was refused, by this command or by the API. */
export interface Refusal {
  readonly line: number;
  readonly code: string;
  readonly message: string;
  /** The line, so that it can be corrected. */
  readonly text: string;
}

/** Most bytes of lines in one request. The rest of the request is for the event ids. */
export const MAX_LINES_BYTES = MAX_BODY_BYTES - 10_000;

/** Parses the event of a line. The API validates its fields. */
export function eventOf({
  number: line,
  text,
}: Line): { readonly event: Record<string, unknown> } | { readonly refusal: Refusal } {
  const refused = (code: string, message: string) => ({ refusal: { line, code, message, text } });
  if (Buffer.byteLength(text) > MAX_LINES_BYTES)
    return refused('payload_too_large', 'The event is too large: at most 256 KB of JSON are allowed.');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return refused('invalid_json', `The line is not valid JSON: ${(error as Error).message}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refused(
      'invalid_json',
      'The line is not a JSON object. Write an event such as {"type":"invoice.paid","data":{"object":{…}}}.',
    );
  }
  return { event: value as Record<string, unknown> };
}
