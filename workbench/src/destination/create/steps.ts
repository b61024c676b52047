/** The steps of creating a destination, and what keeps somebody in one. */
import type { EventType } from '../../api/types.ts';
import { faultOf, MAX_PATTERNS } from '../../catalog/patterns.ts';
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
  webhook_endpoint: 'target',
  amazon_eventbridge: 'target',
};

/** The step that has the field of an error: `enabled_events[2]` is one of the event types. */
export const stepOf = (field: string): StepId => STEP_OF[/^\w+/.exec(field)?.[0] ?? ''] ?? 'review';

/** What is missing or wrong, found without asking the API. */
export type Lack =
  | 'no_events'
  | 'refused_events'
  | 'too_many_events'
  | 'no_url'
  | 'no_aws_account'
  | 'no_region'
  | 'no_bus'
  | 'no_name';

const LACK_STEP: Readonly<Record<Lack, StepId>> = {
  no_events: 'events',
  refused_events: 'events',
  too_many_events: 'events',
  no_url: 'target',
  no_aws_account: 'target',
  no_region: 'target',
  no_bus: 'target',
  no_name: 'target',
};

const blank = (text: string): boolean => text.trim() === '';

/** In the order of the steps. */
export function lacksOf(draft: FilledDraft, catalog: readonly EventType[]): Lack[] {
  const rules = { thin: draft.payload === 'thin', catalog };
  const isWebhook = draft.type === 'webhook_endpoint';
  const found: readonly [Lack, boolean][] = [
    ['no_events', draft.enabledEvents.length === 0],
    ['refused_events', draft.enabledEvents.some((pattern) => faultOf(pattern, rules) !== undefined)],
    ['too_many_events', draft.enabledEvents.length > MAX_PATTERNS],
    ['no_url', isWebhook && blank(draft.url)],
    ['no_aws_account', !isWebhook && blank(draft.awsAccountId)],
    ['no_region', !isWebhook && blank(draft.awsRegion)],
    ['no_bus', !isWebhook && draft.bus === 'named' && blank(draft.busArn)],
    ['no_name', blank(draft.name)],
  ];
  return found.filter(([, lacking]) => lacking).map(([lack]) => lack);
}

export const stepOfLack = (lack: Lack): StepId => LACK_STEP[lack];
