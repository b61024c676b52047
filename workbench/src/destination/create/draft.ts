/** The input of the wizard, and the request that it makes. */
import type { DestinationType, EventType, NewDestination } from '../../api/types.ts';
import { ALL_EVENTS } from '../../catalog/patterns.ts';
import { everyGroup } from '../../catalog/selection.ts';
import { DESTINATION_TYPES, moduleOf, type TargetDraft } from '../../destination-types/by-type.ts';
import { type Limits, limitsChange, NO_LIMITS } from '../limits/limits.ts';

export const SOURCES = ['self', 'accounts', 'both'] as const;
/** Whose events the destination receives. */
export type Source = (typeof SOURCES)[number];

/** The input that does not depend on the type. Null: not entered, so the suggestion follows the other input. */
export interface CommonDraft {
  readonly payload: 'snapshot' | 'thin';
  readonly apiVersion: string | null;
  readonly source: Source;
  readonly enabledEvents: readonly string[] | null;
  readonly name: string | null;
  readonly description: string;
  readonly limits: Limits;
}

/** The targets of types that are not selected. They are restored when their type is selected. */
export type OtherTargets = { readonly [T in DestinationType]?: TargetDraft<T> };

export type Draft<T extends DestinationType = DestinationType> = {
  [K in T]: CommonDraft & { readonly type: K; readonly target: TargetDraft<K>; readonly otherTargets: OtherTargets };
}[T];

const EMPTY: CommonDraft = {
  payload: 'snapshot',
  apiVersion: null,
  source: 'self',
  enabledEvents: null,
  name: null,
  description: '',
  limits: NO_LIMITS,
};

/** Pairs a target with its type. TypeScript does not see that a target from the module of the type is of that type. */
const paired = (common: CommonDraft, type: DestinationType, target: object, otherTargets: OtherTargets): Draft =>
  ({ ...common, type, target, otherTargets }) as Draft;

const emptyTarget = (type: DestinationType) => moduleOf({ type }).draft.empty;

export const EMPTY_DRAFT: Draft = paired(EMPTY, DESTINATION_TYPES[0], emptyTarget(DESTINATION_TYPES[0]), {});

/** Selects another type. */
export function withType(draft: Draft, type: DestinationType): Draft {
  const isEmpty = JSON.stringify(draft.target) === JSON.stringify(emptyTarget(draft.type));
  const targets: OtherTargets = isEmpty ? draft.otherTargets : { ...draft.otherTargets, [draft.type]: draft.target };
  const { [type]: target = emptyTarget(type), ...otherTargets } = targets;
  return paired(draft, type, target, otherTargets);
}

/** Changes the target. The changes are of the type that the draft has. */
export const withTarget = (draft: Draft, changes: object): Draft =>
  paired(draft, draft.type, { ...draft.target, ...changes }, draft.otherTargets);

/** The basis of suggestions. */
export interface Suggesting {
  /** The version of a destination that names none. */
  readonly defaultApiVersion: string;
  /** The versions of the catalog. Without any, every name is accepted. */
  readonly versions: readonly string[];
  readonly catalog: readonly EventType[];
  /** Names of particular URLs. */
  readonly namedUrls?: Readonly<Record<string, string>>;
}

/** A draft in which suggestions replace the input that is missing. */
export type FilledDraft = Draft & {
  readonly apiVersion: string;
  readonly enabledEvents: readonly string[];
  readonly name: string;
};

export const filled = (draft: Draft, { versions, defaultApiVersion, catalog, namedUrls }: Suggesting): FilledDraft => ({
  ...draft,
  apiVersion: draft.apiVersion ?? (versions.length > 0 ? defaultApiVersion : ''),
  enabledEvents: draft.enabledEvents ?? (draft.payload === 'thin' ? everyGroup(catalog) : [ALL_EVENTS]),
  name: draft.name ?? moduleOf(draft).draft.suggestedName(draft.target, namedUrls ?? {}),
});

const FROM: Readonly<Record<Source, ('@self' | '@accounts')[]>> = {
  self: ['@self'],
  accounts: ['@accounts'],
  both: ['@self', '@accounts'],
};

/** Returns the request. Empty optional fields are omitted. */
export function requestOf(draft: FilledDraft): NewDestination {
  const apiVersion = draft.apiVersion.trim();
  const description = draft.description.trim();
  const limits = limitsChange(NO_LIMITS, draft.limits);
  return {
    name: draft.name.trim(),
    ...(description === '' ? {} : { description }),
    event_payload: draft.payload,
    enabled_events: [...draft.enabledEvents],
    events_from: FROM[draft.source],
    ...(draft.payload === 'thin' || apiVersion === '' ? {} : { snapshot_api_version: apiVersion }),
    ...(limits ? { delivery_limits: limits } : {}),
    ...moduleOf(draft).draft.request(draft.target),
  };
}

export const isTouched = (draft: Draft): boolean => JSON.stringify(draft) !== JSON.stringify(EMPTY_DRAFT);
