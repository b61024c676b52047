/** Deflate for rows: most of them are small, and then setting up zlib's default state costs more than the work. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** Bytes that a window of 2^12 takes in at once, dictionary included. */
const SMALL_BYTES = 4096;
/** 28 KB of state instead of 256 KB: https://zlib.net/zlib_tech.html */
const SMALL = { windowBits: 12, memLevel: 5 };

/** Raw deflate; any inflate reads it. */
export function deflate(text: string, dictionary?: Buffer): Buffer {
  const small = text.length + (dictionary?.length ?? 0) <= SMALL_BYTES ? SMALL : {};
  return deflateRawSync(text, { ...small, ...(dictionary ? { dictionary } : {}) });
}

export const inflate = (deflated: Uint8Array, dictionary?: Buffer): string =>
  inflateRawSync(deflated, dictionary ? { dictionary } : {}).toString('utf8');
