import { describe, expect, it } from 'vitest';
import type { EventType } from '../../../../workbench/src/api/types.ts';
import {
  type Draft,
  EMPTY_DRAFT,
  filled,
  withTarget,
  withType,
} from '../../../../workbench/src/destination/create/draft.ts';
import { inputProblems, stepOf } from '../../../../workbench/src/destination/create/steps.ts';
import { catalogOf } from '../../catalog/catalog.ts';

const catalog = catalogOf('billing/invoice.paid', 'billing/ledger.posted!') as EventType[];
const problems = (draft: Draft) =>
  inputProblems(filled(draft, { defaultApiVersion: 'v', versions: [], catalog }), catalog);
const texts = (draft: Draft) => problems(draft).map((problem) => ('text' in problem ? problem.text : problem.typeText));

describe('the problems of the input', () => {
  const bus = withType(EMPTY_DRAFT, 'amazon_eventbridge');

  it('of an empty draft are the URL, and the name that would be made from it', () => {
    expect(texts(EMPTY_DRAFT)).toEqual(['no_url', 'no_name']);
    expect(texts(withTarget(EMPTY_DRAFT, { url: 'https://example.com' }))).toEqual([]);
  });

  it('of a bus are its account and Region, and its ARN when it is not the default bus', () => {
    expect(texts(bus)).toEqual(['no_account', 'no_region', 'no_name']);
    expect(texts(withTarget(bus, { awsAccountId: '1', awsRegion: 'r', bus: 'named' }))).toEqual(['no_bus', 'no_name']);
  });

  it('are in the order of the steps', () => {
    const steps = problems({ ...bus, enabledEvents: [] }).map(({ field }) => stepOf(field));
    expect(steps).toEqual(['events', 'target', 'target', 'target']);
  });

  it('include each limit that is no limit', () => {
    const draft = withTarget(EMPTY_DRAFT, { url: 'https://example.com' });
    const [problem, ...more] = problems({ ...draft, limits: { perSecond: '', maxInFlight: '0' } });
    expect(problem).toEqual({ field: 'delivery_limits.max_in_flight', text: 'wrong_limit' });
    expect(stepOf(problem?.field ?? '')).toBe('target');
    expect(more).toEqual([]);
  });

  it('include events that the destination cannot receive', () => {
    const draft = withTarget(EMPTY_DRAFT, { url: 'https://example.com' });
    expect(texts({ ...draft, payload: 'thin', enabledEvents: ['*'] })).toEqual(['refused_events']);
    expect(texts({ ...draft, payload: 'thin', enabledEvents: ['ledger.posted'] })).toEqual(['refused_events']);
    const many = Array.from({ length: 301 }, (_, index) => `a.b${index}`);
    expect(texts({ ...draft, enabledEvents: many })).toEqual(['too_many_events']);
  });
});

describe('the step of a field', () => {
  it('is the configuration for the settings of every type', () => {
    expect(stepOf('webhook_endpoint.url')).toBe('target');
    expect(stepOf('amazon_eventbridge.role_arn')).toBe('target');
  });

  it('is the review for a field that no step has', () => {
    expect(stepOf('metadata')).toBe('review');
    expect(stepOf('')).toBe('review');
  });
});
