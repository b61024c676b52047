/** DynamoDB items: the pieces every store shares. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';

export type Item = Record<string, AttributeValue>;

// An object with a key `constructor`, such as metadata may have, is taken for an instance of a class.
const MARSHALLING = { removeUndefinedValues: true, convertClassInstanceToMap: true };

export const toItem = (row: object): Item => marshall(row, MARSHALLING);

export const fromItem = <T>(item: Item): T => unmarshall(item) as T;

/** Whether a conditional write found something else than it expected. */
export const isConditionFailure = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ConditionalCheckFailedException';

/** Requests a store splits its work into. */
export const chunks = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size));
