/** What is wrong with what the form holds, before the API is asked, and which field an error of the API is about. */
import { fieldProblems } from '../../api/field-problems.ts';
import { type EditValues, type MetadataEntry, metadataChange } from './edit-values.ts';

export type EditField = 'name' | 'description' | 'enabledEvents' | 'url' | 'busArn' | 'roleArn' | 'metadata';

export type FieldProblem = 'required' | 'no_events' | 'too_many_keys' | 'too_many_changes';
export type KeyProblem = 'key_required' | 'key_too_long' | 'key_twice';
export type ValueProblem = 'value_too_long';

/** As the API has them. */
export const LIMITS = { name: 255, description: 1000, keys: 50, key: 40, value: 500 } as const;

export interface Problems {
  readonly fields: Partial<Record<EditField, FieldProblem>>;
  /** By row of the metadata. */
  readonly rows: readonly { readonly key: KeyProblem | undefined; readonly value: ValueProblem | undefined }[];
}

/** @param metadataBefore as the destination has it */
export function problemsOf(values: EditValues, metadataBefore: Readonly<Record<string, string>>): Problems {
  const { name, enabledEvents, url, busArn, metadata } = values;
  const missing = (text: string | undefined) => text !== undefined && text.trim() === '';
  const ofMetadata = metadataProblem(metadata, metadataBefore);
  return {
    fields: {
      ...(missing(name) ? { name: 'required' as const } : {}),
      ...(enabledEvents.length === 0 ? { enabledEvents: 'no_events' as const } : {}),
      ...(missing(url) ? { url: 'required' as const } : {}),
      ...(missing(busArn) ? { busArn: 'required' as const } : {}),
      ...(ofMetadata ? { metadata: ofMetadata } : {}),
    },
    rows: metadata.map((entry, index) => ({
      key: keyProblem(entry.key, metadata.slice(0, index)),
      value: entry.value.length > LIMITS.value ? 'value_too_long' : undefined,
    })),
  };
}

export const hasProblems = ({ fields, rows }: Problems): boolean =>
  Object.keys(fields).length > 0 || rows.some(({ key, value }) => key !== undefined || value !== undefined);

/** One call may hold no more changes than a destination has keys, and a key that is deleted counts as one. */
function metadataProblem(after: readonly MetadataEntry[], before: Readonly<Record<string, string>>) {
  if (after.length > LIMITS.keys) return 'too_many_keys';
  return Object.keys(metadataChange(before, after)).length > LIMITS.keys ? 'too_many_changes' : undefined;
}

function keyProblem(key: string, earlier: readonly MetadataEntry[]): KeyProblem | undefined {
  if (key === '') return 'key_required';
  if (key.length > LIMITS.key) return 'key_too_long';
  return earlier.some((entry) => entry.key === key) ? 'key_twice' : undefined;
}

/** First the more particular. */
const NAMES: readonly (readonly [string, EditField])[] = [
  ['name', 'name'],
  ['description', 'description'],
  ['enabled_events', 'enabledEvents'],
  ['webhook_endpoint', 'url'],
  ['amazon_eventbridge.role_arn', 'roleArn'],
  ['amazon_eventbridge', 'busArn'],
  ['metadata', 'metadata'],
];

export type Refusals = Partial<Record<EditField, string>>;

/** What the API said of each field, the first thing of several. Empty when it said nothing of any. */
export function refusalsOf(error: unknown): Refusals {
  const said = fieldProblems(error).flatMap(({ field, text }) => {
    const at = fieldOf(field);
    return at ? [[at, text] as const] : [];
  });
  return Object.fromEntries(said.reverse());
}

const fieldOf = (param: string): EditField | undefined =>
  NAMES.find(([name]) => param === name || param.startsWith(`${name}.`) || param.startsWith(`${name}[`))?.[1];
