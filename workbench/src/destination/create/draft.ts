/** What somebody has entered for a new destination so far, and the request it makes. */
import type { EventType, NewDestination } from '../../api/types.ts';
import { ALL_EVENTS } from '../../catalog/patterns.ts';
import { everyGroup } from '../../catalog/selection.ts';

export const SOURCES = ['self', 'accounts', 'both'] as const;
/** Whose events it takes. */
export type Source = (typeof SOURCES)[number];

/** Null: not touched, so that what is suggested follows the rest. */
export interface Draft {
  readonly payload: 'snapshot' | 'thin';
  readonly apiVersion: string | null;
  readonly source: Source;
  readonly enabledEvents: readonly string[] | null;
  readonly type: 'webhook_endpoint' | 'amazon_eventbridge';
  readonly url: string;
  readonly awsAccountId: string;
  readonly awsRegion: string;
  readonly bus: 'default' | 'named';
  readonly busArn: string;
  readonly roleArn: string;
  readonly name: string | null;
  readonly description: string;
}

export const EMPTY_DRAFT: Draft = {
  payload: 'snapshot',
  apiVersion: null,
  source: 'self',
  enabledEvents: null,
  type: 'webhook_endpoint',
  url: '',
  awsAccountId: '',
  awsRegion: '',
  bus: 'default',
  busArn: '',
  roleArn: '',
  name: null,
  description: '',
};

/** What suggestions are made of. */
export interface Suggesting {
  /** Of a destination that names none. */
  readonly defaultApiVersion: string;
  /** Versions of the catalog; where it has none any name is taken. */
  readonly versions: readonly string[];
  readonly catalog: readonly EventType[];
  /** URLs that have a name of their own. */
  readonly namedUrls?: Readonly<Record<string, string>>;
}

/** A draft in which everything that was not touched is what is suggested. */
export interface FilledDraft extends Draft {
  readonly apiVersion: string;
  readonly enabledEvents: readonly string[];
  readonly name: string;
}

export const filled = (draft: Draft, given: Suggesting): FilledDraft => ({
  ...draft,
  apiVersion: draft.apiVersion ?? (given.versions.length > 0 ? given.defaultApiVersion : ''),
  enabledEvents: draft.enabledEvents ?? (draft.payload === 'thin' ? everyGroup(given.catalog) : [ALL_EVENTS]),
  name: draft.name ?? suggestedName(draft, given.namedUrls ?? {}),
});

/** The endpoint's host, or the bus and its region; empty while neither is known. */
export function suggestedName(draft: Draft, namedUrls: Readonly<Record<string, string>>): string {
  if (draft.type === 'webhook_endpoint') {
    const url = draft.url.trim();
    return namedUrls[url] ?? URL.parse(url)?.host ?? '';
  }
  if (draft.awsRegion.trim() === '') return '';
  const bus = draft.bus === 'named' ? (/event-bus\/([^/]+)$/.exec(draft.busArn.trim())?.[1] ?? '') : 'default';
  return bus === '' ? '' : `${bus} (${draft.awsRegion.trim()})`;
}

const FROM: Readonly<Record<Source, ('@self' | '@accounts')[]>> = {
  self: ['@self'],
  accounts: ['@accounts'],
  both: ['@self', '@accounts'],
};

/** What is empty and optional is left out. */
export function requestOf(draft: FilledDraft): NewDestination {
  const apiVersion = draft.apiVersion.trim();
  const description = draft.description.trim();
  const base = {
    name: draft.name.trim(),
    ...(description === '' ? {} : { description }),
    event_payload: draft.payload,
    enabled_events: [...draft.enabledEvents],
    events_from: FROM[draft.source],
    ...(draft.payload === 'thin' || apiVersion === '' ? {} : { snapshot_api_version: apiVersion }),
  };
  if (draft.type === 'webhook_endpoint') {
    return { ...base, type: 'webhook_endpoint', webhook_endpoint: { url: draft.url.trim() } };
  }
  const busArn = draft.busArn.trim();
  const roleArn = draft.roleArn.trim();
  return {
    ...base,
    type: 'amazon_eventbridge',
    amazon_eventbridge: {
      aws_account_id: draft.awsAccountId.trim(),
      aws_region: draft.awsRegion.trim(),
      ...(draft.bus === 'named' && busArn !== '' ? { event_bus_arn: busArn } : {}),
      ...(roleArn === '' ? {} : { role_arn: roleArn }),
    },
  };
}

export const isTouched = (draft: Draft): boolean => JSON.stringify(draft) !== JSON.stringify(EMPTY_DRAFT);

/** Whether a value that was kept can stand where the draft has one of its own. */
const fits: { readonly [K in keyof Draft]: (value: unknown) => boolean } = {
  payload: (value) => value === 'snapshot' || value === 'thin',
  apiVersion: (value) => value === null || typeof value === 'string',
  source: (value) => SOURCES.includes(value as Source),
  enabledEvents: (value) =>
    value === null || (Array.isArray(value) && value.every((pattern) => typeof pattern === 'string')),
  type: (value) => value === 'webhook_endpoint' || value === 'amazon_eventbridge',
  url: (value) => typeof value === 'string',
  awsAccountId: (value) => typeof value === 'string',
  awsRegion: (value) => typeof value === 'string',
  bus: (value) => value === 'default' || value === 'named',
  busArn: (value) => typeof value === 'string',
  roleArn: (value) => typeof value === 'string',
  name: (value) => value === null || typeof value === 'string',
  description: (value) => typeof value === 'string',
};

/** A draft as it was kept: what does not fit, of another release say, is as in an empty one. */
export function readDraft(text: string | null): Draft {
  let kept: unknown;
  try {
    kept = JSON.parse(text ?? 'null');
  } catch {
    return EMPTY_DRAFT;
  }
  if (typeof kept !== 'object' || kept === null) return EMPTY_DRAFT;
  const given = kept as Record<string, unknown>;
  const fields = (Object.keys(EMPTY_DRAFT) as (keyof Draft)[]).map((name) => [
    name,
    fits[name](given[name]) ? given[name] : EMPTY_DRAFT[name],
  ]);
  return Object.fromEntries(fields) as unknown as Draft;
}
