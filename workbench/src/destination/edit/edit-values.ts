/** The input of the edit form, and the request that changes what differs. */
import type { Destination, DestinationChange, DestinationType } from '../../api/types.ts';
import { moduleOf, type TargetValues } from '../../destination-types/by-type.ts';
import { type Limits, limitsChange, limitsOf } from '../limits/limits.ts';

export interface MetadataEntry {
  readonly key: string;
  readonly value: string;
}

export interface CommonValues {
  readonly name: string;
  readonly description: string;
  readonly enabledEvents: readonly string[];
  readonly metadata: readonly MetadataEntry[];
  readonly limits: Limits;
}

/** `target` is the part that depends on the type. */
export type EditValues<T extends DestinationType = DestinationType> = {
  [K in T]: CommonValues & { readonly type: K; readonly target: TargetValues<K> };
}[T];

export const valuesOf = (destination: Destination): EditValues => {
  const common: CommonValues = {
    name: destination.name,
    description: destination.description,
    enabledEvents: destination.enabled_events,
    metadata: Object.entries(destination.metadata).map(([key, value]) => ({ key, value })),
    limits: limitsOf(destination),
  };
  const target = moduleOf(destination).edit.valuesOf(destination);
  // TypeScript does not see that a target from the module of the type is of that type.
  return { ...common, type: destination.type, target } as EditValues;
};

/** Changes the target. The changes are of the type that the values have. */
export const withTarget = (values: EditValues, changes: object): EditValues =>
  ({ ...values, target: { ...values.target, ...changes } }) as EditValues;

/** Returns the fields that differ from the destination, or undefined when none does. */
export function changeOf(destination: Destination, values: EditValues): DestinationChange | undefined {
  const before = valuesOf(destination);
  const metadata = metadataChange(destination.metadata, values.metadata);
  const limits = limitsChange(before.limits, values.limits);
  const change: DestinationChange = {
    ...(values.name === before.name ? {} : { name: values.name }),
    ...(values.description === before.description ? {} : { description: values.description }),
    ...(isSameList(values.enabledEvents, before.enabledEvents) ? {} : { enabled_events: [...values.enabledEvents] }),
    ...moduleOf(destination).edit.changeOf(before.target, values.target),
    ...(Object.keys(metadata).length === 0 ? {} : { metadata }),
    ...(limits ? { delivery_limits: limits } : {}),
  };
  return Object.keys(change).length === 0 ? undefined : change;
}

/** The API merges metadata: returns new and changed keys with their values, and removed keys with null. */
export function metadataChange(
  before: Readonly<Record<string, string>>,
  after: readonly MetadataEntry[],
): Record<string, string | null> {
  const left = new Map(after.map(({ key, value }) => [key, value]));
  const removed = Object.keys(before).filter((key) => !left.has(key));
  const changed = [...left].filter(([key, value]) => !Object.hasOwn(before, key) || before[key] !== value);
  return Object.fromEntries([...changed, ...removed.map((key) => [key, null] as const)]);
}

const isSameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((one, index) => one === b[index]);
