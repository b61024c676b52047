/** A draft as the browser stores it. Another release may have stored it, so each value is checked. */

import type { DestinationType } from '../../api/types.ts';
import { DESTINATION_TYPES, isDestinationType, moduleOf } from '../../destination-types/by-type.ts';
import { NO_LIMITS } from '../limits/limits.ts';
import { type CommonDraft, type Draft, EMPTY_DRAFT, type OtherTargets, SOURCES, type Source } from './draft.ts';

/** Whether a stored value can be the value of a field. */
const FITS: { readonly [K in keyof CommonDraft]: (value: unknown) => boolean } = {
  payload: (value) => value === 'snapshot' || value === 'thin',
  apiVersion: (value) => value === null || typeof value === 'string',
  source: (value) => SOURCES.includes(value as Source),
  enabledEvents: (value) =>
    value === null || (Array.isArray(value) && value.every((pattern) => typeof pattern === 'string')),
  name: (value) => value === null || typeof value === 'string',
  description: (value) => typeof value === 'string',
  limits: (value) => isStored(value) && Object.keys(NO_LIMITS).every((name) => typeof value[name] === 'string'),
};

type Stored = Readonly<Record<string, unknown>>;

const isStored = (value: unknown): value is Stored => typeof value === 'object' && value !== null;

/** Reads a stored draft. A value that does not fit is replaced by that of an empty draft. */
export function readDraft(text: string | null): Draft {
  const stored = parsed(text);
  if (!isStored(stored)) return EMPTY_DRAFT;
  const common = (Object.keys(FITS) as (keyof CommonDraft)[]).map((name) => [
    name,
    FITS[name](stored[name]) ? stored[name] : EMPTY_DRAFT[name],
  ]);
  const type = isDestinationType(stored.type) ? stored.type : EMPTY_DRAFT.type;
  const targets = isStored(stored.target)
    ? { target: readTarget(type, stored.target), otherTargets: readOtherTargets(stored.otherTargets) }
    : targetsInDraft(type, stored);
  return { ...Object.fromEntries(common), type, ...targets } as Draft;
}

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}

function readTarget(type: DestinationType, stored: unknown): object {
  const { empty, choices } = moduleOf({ type }).draft;
  const values: Stored = isStored(stored) ? stored : {};
  const allowed: Readonly<Record<string, readonly unknown[] | undefined>> = choices;
  return Object.fromEntries(
    Object.entries(empty).map(([name, initial]) => {
      const value = values[name];
      const fits = typeof value === 'string' && (allowed[name]?.includes(value) ?? true);
      return [name, fits ? value : initial];
    }),
  );
}

/** Reads the targets of a draft of version 0.1.0, which has the values of every target among its own. */
function targetsInDraft(type: DestinationType, stored: Stored) {
  const others = DESTINATION_TYPES.filter((other) => other !== type)
    .map((other) => [other, readTarget(other, stored)] as const)
    .filter(([other, target]) => JSON.stringify(target) !== JSON.stringify(readTarget(other, undefined)));
  return { target: readTarget(type, stored), otherTargets: Object.fromEntries(others) };
}

function readOtherTargets(stored: unknown): OtherTargets {
  if (!isStored(stored)) return {};
  return Object.fromEntries(
    DESTINATION_TYPES.filter((type) => isStored(stored[type])).map((type) => [type, readTarget(type, stored[type])]),
  );
}
