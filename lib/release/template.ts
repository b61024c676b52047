/** The template of a stage, as far as it is compared with that of a release. */

// biome-ignore lint/suspicious/noExplicitAny: a template is JSON of any shape
export type Json = any;

export interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, Json>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export interface StackTemplate {
  readonly Description?: string;
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, Json>>;
  readonly Parameters?: Readonly<Record<string, Json>>;
  readonly Mappings?: Readonly<Record<string, Json>>;
}

/** Hash of an asset, in the keys of objects and in the names of versions. */
const ASSET_HASH = /[0-9a-f]{64}/g;
/** Long texts that replace nothing. */
const OMITTED_PROPERTIES = new Set(['DashboardBody']);

/**
 * Returns the template without what differs between two builds of the same stack, and without what no update replaces: hashes of
 * assets, metadata and the body of the dashboard. Keys are sorted, so that two releases can be compared by eye.
 */
export function normalized({ Resources, Outputs = {} }: StackTemplate): StackTemplate {
  const resources = Object.entries(Resources).map(([id, { Metadata: _, ...resource }]: [string, Json]) => [
    id,
    resource,
  ]);
  const text = JSON.stringify(sorted({ Resources: Object.fromEntries(resources), Outputs }));
  return JSON.parse(text.replaceAll(ASSET_HASH, '<hash>'));
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => !OMITTED_PROPERTIES.has(key));
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, one]) => [key, sorted(one)]));
}
