/** DynamoDB items: the pieces every store shares. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';

export type Item = Record<string, AttributeValue>;

export const toItem = (row: object): Item => marshall(row, { removeUndefinedValues: true });

export const fromItem = <T>(item: Item): T => unmarshall(item) as T;

/** Whether a conditional write found something else than it expected. */
export const isConditionFailure = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ConditionalCheckFailedException';

/** Requests a store splits its work into. */
export const chunks = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size));
