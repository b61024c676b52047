/** Takes in an endpoint's answer without trusting its size: what is kept is small, what is read is bounded. */
import { StringDecoder } from 'node:string_decoder';

/** Bytes of a response body after which reading stops. */
export const MAX_RESPONSE_BYTES = 64 * 1024;

/** Bytes of a response body that are kept. */
export const MAX_EXCERPT_BYTES = 1024;

/** Characters of response headers, names and values together, that are kept. */
export const MAX_KEPT_HEADERS = 4096;

type IncomingHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

export class ResponseReader {
  /** Absent until the headers have come. */
  status: number | undefined;
  headers: Record<string, string> = {};
  #kept: Buffer[] = [];
  #keptBytes = 0;
  #bytes = 0;

  start(status: number, incoming: IncomingHeaders): void {
    this.status = status;
    let room = MAX_KEPT_HEADERS;
    for (const [name, value] of Object.entries(incoming)) {
      const joined = typeof value === 'string' ? value : (value ?? []).join(', ');
      room -= name.length + joined.length;
      // A small header after one that is too large is still of use.
      if (room < 0) room += name.length + joined.length;
      else this.headers[name] = joined;
    }
  }

  /** Takes a piece of the body. @returns false when enough has been read */
  add(chunk: Buffer): boolean {
    this.#bytes += chunk.length;
    const room = MAX_EXCERPT_BYTES - this.#keptBytes;
    if (room > 0) {
      // A copy: a slice would keep the parser's whole buffer alive and see it overwritten.
      const piece = Buffer.from(chunk.subarray(0, room));
      this.#kept.push(piece);
      this.#keptBytes += piece.length;
    }
    return this.#bytes < MAX_RESPONSE_BYTES;
  }

  /** The body was longer than the excerpt. */
  get truncated(): boolean {
    return this.#bytes > MAX_EXCERPT_BYTES;
  }

  /** The start of the body as UTF-8; a character that the limit cuts in two is left out. */
  get excerpt(): string {
    if (this.#keptBytes === 0) return '';
    const bytes = Buffer.concat(this.#kept);
    return this.truncated ? new StringDecoder('utf8').write(bytes) : bytes.toString('utf8');
  }
}
