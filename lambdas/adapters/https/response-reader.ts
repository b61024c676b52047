/** Reads the response of an endpoint up to a limit, and keeps a small part of it. */
import { StringDecoder } from 'node:string_decoder';

/** Bytes of a response body after which reading stops. */
export const MAX_RESPONSE_BYTES = 64 * 1024;

/** Bytes of a response body that are stored. */
export const MAX_EXCERPT_BYTES = 1024;

/** Characters of response headers, names and values together, that are stored. */
export const MAX_STORED_HEADERS = 4096;

type IncomingHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

export class ResponseReader {
  /** Undefined until the headers are received. */
  status: number | undefined;
  headers: Record<string, string> = {};
  #kept: Buffer[] = [];
  #keptBytes = 0;
  #bytes = 0;

  start(status: number, incoming: IncomingHeaders): void {
    this.status = status;
    let room = MAX_STORED_HEADERS;
    for (const [name, value] of Object.entries(incoming)) {
      const joined = typeof value === 'string' ? value : (value ?? []).join(', ');
      room -= name.length + joined.length;
      // Small headers after one that is too large are still stored.
      if (room < 0) room += name.length + joined.length;
      else this.headers[name] = joined;
    }
  }

  /** Adds a chunk of the body. @returns false when the limit is reached */
  add(chunk: Buffer): boolean {
    this.#bytes += chunk.length;
    const room = MAX_EXCERPT_BYTES - this.#keptBytes;
    if (room > 0) {
      // Copies the chunk: a slice would keep the parser's buffer in memory, and the parser overwrites it.
      const piece = Buffer.from(chunk.subarray(0, room));
      this.#kept.push(piece);
      this.#keptBytes += piece.length;
    }
    return this.#bytes < MAX_RESPONSE_BYTES;
  }

  /** Whether the body is longer than the excerpt. */
  get truncated(): boolean {
    return this.#bytes > MAX_EXCERPT_BYTES;
  }

  /** The start of the body as UTF-8, without a partial character at the end. */
  get excerpt(): string {
    if (this.#keptBytes === 0) return '';
    const bytes = Buffer.concat(this.#kept);
    return this.truncated ? new StringDecoder('utf8').write(bytes) : bytes.toString('utf8');
  }
}
