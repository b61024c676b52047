/** What patterns of event types mean, and what the API refuses of them. */
import type { EventType } from '../api/types.ts';

/** What the picker needs to know of a type. */
export type CatalogType = Pick<EventType, 'type' | 'group' | 'description' | 'thin'>;

export const ALL_EVENTS = '*';
/** Types and patterns that one destination may list. */
export const MAX_PATTERNS = 300;
/** Characters of a type or pattern. */
export const MAX_PATTERN_LENGTH = 128;

const PATTERN = /^(\*|[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*(\.\*)?)$/;

/** The API's own rule: `*` takes all, `invoice.*` every type below `invoice.`, anything else only itself. */
export const takes = (pattern: string, type: string): boolean =>
  pattern === ALL_EVENTS || (isGroup(pattern) ? type.startsWith(pattern.slice(0, -1)) : pattern === type);

export const isTaken = (patterns: readonly string[], type: string): boolean =>
  patterns.some((pattern) => takes(pattern, type));

/** Whether it is of the form `invoice.*`. */
export const isGroup = (pattern: string): boolean => pattern.endsWith('.*');

/** `invoice` of `invoice.paid`; undefined for a type of one word, which no group pattern takes. */
export const prefixOf = (type: string): string | undefined =>
  type.includes('.') ? type.slice(0, type.indexOf('.')) : undefined;

export const groupPattern = (prefix: string): string => `${prefix}.*`;

/** Why the API would refuse a pattern. */
export type PatternFault = 'empty' | 'too_long' | 'malformed' | 'all_thin' | 'no_thin';

export interface PatternRules {
  /** Whether the destination takes thin events. */
  readonly thin: boolean;
  readonly catalog: readonly CatalogType[];
}

/** Undefined when the API takes it. It need not be in the catalog. */
export function faultOf(pattern: string, { thin, catalog }: PatternRules): PatternFault | undefined {
  if (pattern === '') return 'empty';
  if (pattern.length > MAX_PATTERN_LENGTH) return 'too_long';
  if (!PATTERN.test(pattern)) return 'malformed';
  if (!thin) return undefined;
  if (pattern === ALL_EVENTS) return 'all_thin';
  return catalog.some((one) => one.type === pattern && !one.thin) ? 'no_thin' : undefined;
}

/** Patterns as somebody types or pastes them: with commas, spaces or line breaks in between. */
export const typedPatterns = (text: string): string[] => [...new Set(text.split(/[\s,;]+/).filter(Boolean))];
