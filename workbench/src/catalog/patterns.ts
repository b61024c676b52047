/** Type patterns: what they match, and which ones the API rejects. */
import type { EventType } from '../api/types.ts';

/** The properties of an event type that the picker uses. */
export type CatalogType = Pick<EventType, 'type' | 'group' | 'description' | 'thin'>;

export const ALL_EVENTS = '*';
/** Prefix of the types of the platform itself. They are not in the catalog. */
export const OWN_PREFIX = 'v2.core.';
/** The events about the health of other destinations of the account. */
export const HEALTH_EVENTS = `${OWN_PREFIX}health.*`;
/** Maximum number of types and patterns of a destination. */
export const MAX_PATTERNS = 300;
/** Maximum length of a type or pattern, characters. */
export const MAX_PATTERN_LENGTH = 128;

const PATTERN = /^(\*|[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*(\.\*)?)$/;

/**
 * The rule of the API: `*` matches all types, `invoice.*` every type that starts with `invoice.`, others only
 * themselves.
 */
export const matches = (pattern: string, type: string): boolean =>
  pattern === ALL_EVENTS || (isGroup(pattern) ? type.startsWith(pattern.slice(0, -1)) : pattern === type);

export const matchesAny = (patterns: readonly string[], type: string): boolean =>
  patterns.some((pattern) => matches(pattern, type));

/** Whether a pattern has the form `invoice.*`. */
export const isGroup = (pattern: string): boolean => pattern.endsWith('.*');

/** Returns `invoice` for `invoice.paid`; undefined for a type without a dot, which no prefix pattern matches. */
export const prefixOf = (type: string): string | undefined =>
  type.includes('.') ? type.slice(0, type.indexOf('.')) : undefined;

export const groupPattern = (prefix: string): string => `${prefix}.*`;

/** Why the API would reject a pattern. */
export type PatternProblem = 'empty' | 'too_long' | 'malformed' | 'all_thin' | 'no_thin';

export interface PatternRules {
  /** Whether the destination receives thin events. */
  readonly thin: boolean;
  readonly catalog: readonly CatalogType[];
}

/** Returns undefined for a valid pattern. It does not have to be in the catalog. */
export function patternProblemOf(pattern: string, { thin, catalog }: PatternRules): PatternProblem | undefined {
  if (pattern === '') return 'empty';
  if (pattern.length > MAX_PATTERN_LENGTH) return 'too_long';
  if (!PATTERN.test(pattern)) return 'malformed';
  if (!thin) return undefined;
  if (pattern === ALL_EVENTS) return 'all_thin';
  return catalog.some((one) => one.type === pattern && !one.thin) ? 'no_thin' : undefined;
}

/** Splits entered or pasted patterns at commas, spaces and line breaks. */
export const splitPatterns = (text: string): string[] => [...new Set(text.split(/[\s,;]+/).filter(Boolean))];
