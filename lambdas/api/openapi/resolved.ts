import type { Schema } from './types.ts';

/** Schemas by their name in `$ref`. */
export type Named = Readonly<Record<string, Schema>>;

export const refName = ($ref: string): string => $ref.slice($ref.lastIndexOf('/') + 1);

/** Returns the schema that a reference names, or the schema itself when it is not a reference. */
export const resolved = (schema: Schema, named: Named): Schema =>
  schema.$ref === undefined ? schema : (named[refName(schema.$ref)] ?? {});
