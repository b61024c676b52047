/** The problems of the edit form: those that are found without the API, and the errors of the API by field. */
import { fieldProblems } from '../../api/field-problems.ts';
import type { DestinationType } from '../../api/types.ts';
import { moduleOf } from '../../destination-types/by-type.ts';
import { LIMIT_FIELDS, wrongLimits } from '../limits/limits.ts';
import { type CommonValues, type EditValues, type MetadataEntry, metadataChange } from './edit-values.ts';

export type FieldProblem = 'required' | 'no_events' | 'too_many_keys' | 'too_many_changes' | 'wrong_limit';
export type KeyProblem = 'key_required' | 'key_too_long' | 'key_twice';
export type ValueProblem = 'value_too_long';

/** The limits of the API. */
export const LIMITS = { name: 255, description: 1000, keys: 50, key: 40, value: 500 } as const;

export interface Problems {
  /** By the name of the field in the API. */
  readonly fields: Readonly<Record<string, FieldProblem>>;
  /** By row of the metadata. */
  readonly rows: readonly { readonly key: KeyProblem | undefined; readonly value: ValueProblem | undefined }[];
}

const isBlank = (value: unknown): boolean => typeof value === 'string' && value.trim() === '';

/** @param metadataBefore the metadata of the destination */
export function problemsOf(values: EditValues, metadataBefore: Readonly<Record<string, string>>): Problems {
  const { name, enabledEvents, metadata } = values;
  const problem = metadataProblem(metadata, metadataBefore);
  return {
    fields: {
      ...(isBlank(name) ? { name: 'required' as const } : {}),
      ...(enabledEvents.length === 0 ? { enabled_events: 'no_events' as const } : {}),
      ...Object.fromEntries(missingOf(values).map((field) => [field, 'required' as const])),
      ...(problem ? { metadata: problem } : {}),
      ...Object.fromEntries(wrongLimits(values.limits).map((field) => [field, 'wrong_limit' as const])),
    },
    rows: metadata.map((entry, index) => ({
      key: keyProblem(entry.key, metadata.slice(0, index)),
      value: entry.value.length > LIMITS.value ? 'value_too_long' : undefined,
    })),
  };
}

/** Returns the required fields of the target that are empty. */
function missingOf(values: EditValues): string[] {
  const { fields, required } = moduleOf(values).edit;
  const names: Readonly<Record<string, string>> = fields;
  const target: Readonly<Record<string, unknown>> = { ...values.target };
  return required.flatMap((key) => (isBlank(target[key]) ? (names[key] ?? []) : []));
}

export const hasProblems = ({ fields, rows }: Problems): boolean =>
  Object.keys(fields).length > 0 || rows.some(({ key, value }) => key !== undefined || value !== undefined);

/** One call may change as many keys as a destination may have. A removed key counts as a change. */
function metadataProblem(after: readonly MetadataEntry[], before: Readonly<Record<string, string>>) {
  if (after.length > LIMITS.keys) return 'too_many_keys';
  return Object.keys(metadataChange(before, after)).length > LIMITS.keys ? 'too_many_changes' : undefined;
}

function keyProblem(key: string, earlier: readonly MetadataEntry[]): KeyProblem | undefined {
  if (key === '') return 'key_required';
  if (key.length > LIMITS.key) return 'key_too_long';
  return earlier.some((entry) => entry.key === key) ? 'key_twice' : undefined;
}

/** The errors of the API by field. */
export type Refusals = Readonly<Record<string, string>>;

const COMMON_FIELDS = ['name', 'description', 'enabled_events', 'metadata', ...Object.values(LIMIT_FIELDS)];

/** Returns the first error of each field. An error that is about no field of the form is omitted. */
export function refusalsOf(error: unknown, type: DestinationType): Refusals {
  const found = fieldProblems(error).flatMap(({ field, text }) => {
    const at = fieldOf(field, type);
    return at === undefined ? [] : [[at, text] as const];
  });
  return Object.fromEntries(found.reverse());
}

/** Returns the field of the form at which an error is shown: `enabled_events` for `enabled_events[2]`. */
function fieldOf(param: string, type: DestinationType): string | undefined {
  const ofType = Object.values(moduleOf({ type }).edit.fields);
  const isIn = (field: string) => param === field || param.startsWith(`${field}.`) || param.startsWith(`${field}[`);
  return [...COMMON_FIELDS, ...ofType].find(isIn) ?? (isIn(type) ? ofType[0] : undefined);
}

/** Returns the names in the API of changed fields. */
export const commonFields = (changes: Partial<CommonValues>): string[] =>
  Object.keys(changes).flatMap((key) => {
    if (key === 'limits') return Object.values(LIMIT_FIELDS);
    return key === 'enabledEvents' ? ['enabled_events'] : [key];
  });

/** Returns the names in the API of changed fields of the target. */
export const targetFields = (type: DestinationType, changes: object): string[] =>
  Object.entries(moduleOf({ type }).edit.fields).flatMap(([key, field]) => (key in changes ? [field] : []));
