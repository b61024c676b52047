/**
 * Computes the sizes of items by the rules of DynamoDB.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../lambdas/adapters/dynamodb/item.ts';
import { ITEM_OVERHEAD_BYTES } from '../prices.ts';

/** Returns the bytes that count for reads and writes: names and values. */
export const itemBytes = (item: Item): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0);

/** Returns the bytes that are billed while an item is stored. */
export const storedBytes = (item: Item): number => itemBytes(item) + ITEM_OVERHEAD_BYTES;

const COLLECTION_BYTES = 3;
const MEMBER_BYTES = 1;

function valueBytes(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return numberBytes(value.N);
  if (value.B !== undefined) return value.B.byteLength;
  if (value.L !== undefined)
    return value.L.reduce((sum, member) => sum + MEMBER_BYTES + valueBytes(member), COLLECTION_BYTES);
  if (value.M !== undefined)
    return Object.entries(value.M).reduce(
      (sum, [name, member]) => sum + MEMBER_BYTES + Buffer.byteLength(name) + valueBytes(member),
      COLLECTION_BYTES,
    );
  if (value.BOOL !== undefined || value.NULL !== undefined) return 1;
  throw new Error(`An attribute of type ${Object.keys(value)} has no known size.`);
}

/** One byte for two significant digits, and one more. */
function numberBytes(text: string): number {
  const digits = text.replace(/[-.]/g, '').replace(/^0+|0+$/g, '').length;
  return Math.ceil(digits / 2) + 1;
}
