/** Converts rows to DynamoDB items and back. Shared by all stores. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';

export type Item = Record<string, AttributeValue>;

// Without `convertClassInstanceToMap`, an object with a key `constructor`, which metadata may have, is refused as a class instance.
const MARSHALLING = { removeUndefinedValues: true, convertClassInstanceToMap: true };

export const toItem = (row: object): Item => marshall(row, MARSHALLING);

export const fromItem = <T>(item: Item): T => unmarshall(item) as T;

/** Returns whether a conditional write failed because its condition did not hold. */
export const isConditionFailure = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ConditionalCheckFailedException';

/** Splits a list into parts of at most `size`, one for each request. */
export const chunks = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size));

/** Input that fits into a window of 2^12 bytes, dictionary included. */
const SMALL_BYTES = 4096;
/** Reduces the state of zlib from 256 KB to 28 KB, whose setup would cost more than the work: https://zlib.net/zlib_tech.html */
const SMALL = { windowBits: 12, memLevel: 5 };

/** Compresses a text with raw deflate, for small rows. */
export function deflate(text: string, dictionary?: Buffer): Buffer {
  const small = text.length + (dictionary?.length ?? 0) <= SMALL_BYTES ? SMALL : {};
  return deflateRawSync(text, { ...small, ...(dictionary ? { dictionary } : {}) });
}

/** Returns the text of a deflated value. @param dictionary the one it was deflated with */
export const inflate = (deflated: Uint8Array, dictionary?: Buffer): string =>
  inflateRawSync(deflated, dictionary ? { dictionary } : {}).toString('utf8');
