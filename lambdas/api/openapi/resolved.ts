import type { Schema } from './types.ts';

/** Schemas by the name that `$ref` leads to them by. */
export type Named = Readonly<Record<string, Schema>>;

export const refName = ($ref: string): string => $ref.slice($ref.lastIndexOf('/') + 1);

/** What a reference leads to; the schema itself when it is none. */
export const resolved = (schema: Schema, named: Named): Schema =>
  schema.$ref === undefined ? schema : (named[refName(schema.$ref)] ?? {});
