/** What the form of a destination holds, and what of it is sent: only what was changed. */
import type { Destination, DestinationChange } from '../../api/types.ts';

export interface MetadataEntry {
  readonly key: string;
  readonly value: string;
}

export interface EditValues {
  readonly name: string;
  readonly description: string;
  readonly enabledEvents: readonly string[];
  /** Undefined for a destination of another type. */
  readonly url: string | undefined;
  /** Undefined for a destination of another type, and where the platform is a partner of EventBridge. */
  readonly busArn: string | undefined;
  /** Empty: no role is assumed. */
  readonly roleArn: string | undefined;
  readonly metadata: readonly MetadataEntry[];
}

export function valuesOf(destination: Destination): EditValues {
  const { webhook_endpoint, amazon_eventbridge } = destination;
  const busArn = amazon_eventbridge?.event_bus_arn ?? undefined;
  return {
    name: destination.name,
    description: destination.description,
    enabledEvents: destination.enabled_events,
    url: webhook_endpoint ? (webhook_endpoint.url ?? '') : undefined,
    busArn,
    roleArn: busArn === undefined ? undefined : (amazon_eventbridge?.role_arn ?? ''),
    metadata: Object.entries(destination.metadata).map(([key, value]) => ({ key, value })),
  };
}

/** Undefined when there is nothing to change. What was changed and changed back is not sent. */
export function changeOf(destination: Destination, values: EditValues): DestinationChange | undefined {
  const before = valuesOf(destination);
  const metadata = metadataChange(destination.metadata, values.metadata);
  const bus = values.busArn === before.busArn ? {} : { event_bus_arn: values.busArn };
  const role = values.roleArn === before.roleArn ? {} : { role_arn: values.roleArn === '' ? null : values.roleArn };
  const eventBridge = { ...bus, ...role };
  const change: DestinationChange = {
    ...(values.name === before.name ? {} : { name: values.name }),
    ...(values.description === before.description ? {} : { description: values.description }),
    ...(isSameList(values.enabledEvents, before.enabledEvents) ? {} : { enabled_events: [...values.enabledEvents] }),
    ...(values.url === before.url ? {} : { webhook_endpoint: { url: values.url } }),
    ...(Object.keys(eventBridge).length === 0 ? {} : { amazon_eventbridge: eventBridge }),
    ...(Object.keys(metadata).length === 0 ? {} : { metadata }),
  };
  return Object.keys(change).length === 0 ? undefined : change;
}

/** The API merges: what is new or different with its value, what is gone as null. */
export function metadataChange(
  before: Readonly<Record<string, string>>,
  after: readonly MetadataEntry[],
): Record<string, string | null> {
  const kept = new Map(after.map(({ key, value }) => [key, value]));
  const gone = Object.keys(before).filter((key) => !kept.has(key));
  const changed = [...kept].filter(([key, value]) => !Object.hasOwn(before, key) || before[key] !== value);
  return Object.fromEntries([...changed, ...gone.map((key) => [key, null] as const)]);
}

const isSameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((one, index) => one === b[index]);
