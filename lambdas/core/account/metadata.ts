import { InvalidFieldsError } from '../errors.ts';

/** Keys an object's metadata may have: https://docs.stripe.com/api/metadata */
export const MAX_METADATA_KEYS = 50;

/**
 * Merges changes into metadata; a null value deletes its key.
 * @throws InvalidFieldsError when too many keys would remain
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
