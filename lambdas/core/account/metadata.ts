import { InvalidFieldsError } from '../errors.ts';

/** Largest number of keys in the metadata of an object: https://docs.stripe.com/api/metadata */
export const MAX_METADATA_KEYS = 50;

/**
 * Returns metadata with changes applied. A null value deletes its key.
 * @throws InvalidFieldsError when the result has too many keys
 */
export function mergedMetadata(
  before: Readonly<Record<string, string>>,
  changes: Readonly<Record<string, string | null>>,
): Record<string, string> {
  const merged = new Map<string, string | null>([...Object.entries(before), ...Object.entries(changes)]);
  const kept = [...merged].filter((entry): entry is [string, string] => entry[1] !== null);
  if (kept.length > MAX_METADATA_KEYS) {
    throw new InvalidFieldsError(`metadata: should have at most ${MAX_METADATA_KEYS} keys.`, { param: 'metadata' });
  }
  return Object.fromEntries(kept);
}
