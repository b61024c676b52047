/** The steps of the wizard, and the problems that keep the user in a step. */
import type { EventType } from '../../api/types.ts';
import { MAX_PATTERNS, patternProblemOf } from '../../catalog/patterns.ts';
import { isDestinationType, moduleOf } from '../../destination-types/by-type.ts';
import { wrongLimits } from '../limits/limits.ts';
import type { FilledDraft } from './draft.ts';

export const STEPS = ['payload', 'source', 'events', 'type', 'target', 'review'] as const;
export type StepId = (typeof STEPS)[number];

export const isStep = (name: string | null): name is StepId => STEPS.includes(name as StepId);

const STEP_OF: Readonly<Record<string, StepId>> = {
  event_payload: 'payload',
  snapshot_api_version: 'payload',
  events_from: 'source',
  enabled_events: 'events',
  type: 'type',
  name: 'target',
  description: 'target',
  delivery_limits: 'target',
};

/** Returns the step with the field of an error: for `enabled_events[2]` the step with the event types. */
export function stepOf(field: string): StepId {
  const root = /^\w+/.exec(field)?.[0] ?? '';
  return isDestinationType(root) ? 'target' : (STEP_OF[root] ?? 'review');
}

type CommonProblem = 'no_events' | 'refused_events' | 'too_many_events' | 'no_name' | 'wrong_limit';

/** A problem that is found without the API: its field in the API, and the key of its text. */
export type InputProblem =
  | { readonly field: string; readonly text: CommonProblem }
  /** The text is one of the destination type. */
  | { readonly field: string; readonly typeText: string };

/** Returns the problems in the order of the steps. */
export function inputProblems(draft: FilledDraft, catalog: readonly EventType[]): InputProblem[] {
  const rules = { thin: draft.payload === 'thin', catalog };
  const { enabledEvents } = draft;
  const events: readonly [CommonProblem, boolean][] = [
    ['no_events', enabledEvents.length === 0],
    ['refused_events', enabledEvents.some((pattern) => patternProblemOf(pattern, rules) !== undefined)],
    ['too_many_events', enabledEvents.length > MAX_PATTERNS],
  ];
  return [
    ...events.filter(([, found]) => found).map(([text]) => ({ field: 'enabled_events', text })),
    ...moduleOf(draft)
      .draft.missing(draft.target)
      .map(({ field, text }) => ({ field, typeText: text })),
    ...(draft.name.trim() === '' ? [{ field: 'name', text: 'no_name' as const }] : []),
    ...wrongLimits(draft.limits).map((field) => ({ field, text: 'wrong_limit' as const })),
  ];
}
