/**
 * Encodes attempts for the table: JSON, deflated with a preset dictionary of texts that most attempts contain, so that the row of a
 * first-attempt success fits into one DynamoDB write unit (1 KB). The compact format also leaves out what the row has anyway. The
 * first byte is the version.
 */
import type { Attempt } from '../../../core/delivery/delivery.ts';
import { deflate, inflate } from '../item.ts';
import { COMPACT_DICTIONARY, DICTIONARY } from './attempt-dictionaries.ts';

/** The byte and the deflated text. */
const VERSION = 1;
/** The byte, the seconds of the start, the number of signatures, the signatures, and the deflated text. */
const COMPACT_VERSION = 2;

const SECONDS_AT = 1;
const COUNT_AT = 5;
const SIGNATURES_AT = 6;
const SIGNATURE_BYTES = 32;
const MAX_SIGNATURES = 255;

/** Control characters stand for what is not in the text. JSON has none, because it escapes them. */
const EVENT_ID = '\u0001';
const SECONDS = '\u0002';
const HEX = '\u0003';
const BASE64 = '\u0004';

/** Texts of signatures: 32 random bytes, which deflate would store as 64 and 44. */
const SIGNATURE_TEXTS = /[0-9a-f]{64}|[A-Za-z0-9+/]{43}=/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what encodeCompactAttempt writes
const SIGNATURE_MARKS = /[\u0003\u0004]/g;

export const encodeAttempt = (attempt: Attempt): Uint8Array =>
  Buffer.concat([Buffer.of(VERSION), deflate(JSON.stringify(attempt), DICTIONARY)]);

/** @param eventId the id that users see, which the request of a webhook contains */
export function encodeCompactAttempt(attempt: Attempt, eventId: string): Uint8Array {
  const seconds = Math.floor(attempt.startedAt / 1000);
  const signatures: Buffer[] = [];
  const text = JSON.stringify(attempt)
    .replaceAll(inJson(eventId), EVENT_ID)
    .replaceAll(String(seconds), SECONDS)
    .replace(SIGNATURE_TEXTS, (found) => {
      const encoding = found.endsWith('=') ? 'base64' : 'hex';
      const bytes = Buffer.from(found, encoding);
      if (signatures.length === MAX_SIGNATURES || bytes.toString(encoding) !== found) return found;
      signatures.push(bytes);
      return encoding === 'hex' ? HEX : BASE64;
    });
  const head = Buffer.alloc(SIGNATURES_AT);
  head.writeUInt8(COMPACT_VERSION);
  head.writeUInt32BE(seconds, SECONDS_AT);
  head.writeUInt8(signatures.length, COUNT_AT);
  return Buffer.concat([head, ...signatures, deflate(text, COMPACT_DICTIONARY)]);
}

/** @param eventId the one that the attempt was encoded with */
export function decodeAttempt(stored: Uint8Array, eventId: string): Attempt {
  if (stored[0] === VERSION) return JSON.parse(inflate(stored.subarray(1), DICTIONARY));
  if (stored[0] !== COMPACT_VERSION) throw new Error(`An attempt has the version ${stored[0]}, which is not known.`);
  const bytes = Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength);
  let at = SIGNATURES_AT;
  const textAt = SIGNATURES_AT + bytes.readUInt8(COUNT_AT) * SIGNATURE_BYTES;
  const text = inflate(bytes.subarray(textAt), COMPACT_DICTIONARY)
    .replace(SIGNATURE_MARKS, (mark) => {
      const from = at;
      at += SIGNATURE_BYTES;
      return bytes.toString(mark === HEX ? 'hex' : 'base64', from, at);
    })
    .replaceAll(SECONDS, String(bytes.readUInt32BE(SECONDS_AT)))
    .replaceAll(EVENT_ID, () => inJson(eventId));
  return JSON.parse(text);
}

/** Returns the text as JSON contains it, without the quotes. */
const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);
