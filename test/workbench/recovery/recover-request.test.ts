import { describe, expect, test } from 'vitest';
import { recoverSchema } from '../../../lambdas/contract/recovery/recovery.ts';
import {
  errorsOf,
  fieldOf,
  initialForm,
  milestonesOf,
  type RecoverForm,
  sendingTime,
  sinceOptions,
  toRequest,
  typesOf,
} from '../../../workbench/src/recovery/recover-request.ts';

const NOW = Date.parse('2026-11-25T12:00:00Z');
const DAY = 86_400_000;
const form = (over: Partial<RecoverForm> = {}): RecoverForm => ({ ...initialForm({}), ...over });

describe('the request', () => {
  test('resolves relative times against now and is valid for the API', () => {
    const request = toRequest(form({ since: 'hour', types: 'invoice.paid, customer.*' }), {}, NOW);
    expect(request).toEqual({
      since: '2026-11-25T11:00:00.000Z',
      statuses: ['failed'],
      types: ['invoice.paid', 'customer.*'],
      rate: 10,
    });
    expect(recoverSchema.safeParse(request).success).toBe(true);
  });

  test('has the times of a custom range in UTC', () => {
    const range = { from: '2026-11-20T09:00:00+09:00', to: '2026-11-21T09:00:00+09:00' };
    expect(toRequest(form({ since: 'range', range }), {}, NOW)).toMatchObject({
      since: '2026-11-20T00:00:00.000Z',
      until: '2026-11-21T00:00:00.000Z',
    });
  });

  test('goes back at most 30 days', () => {
    expect(toRequest(form({ since: 'month' }), {}, NOW).since).toBe(new Date(NOW - 30 * DAY).toISOString());
    const milestones = { success: NOW - 40 * DAY };
    expect(toRequest(form({ since: 'success' }), milestones, NOW).since).toBe(new Date(NOW - 30 * DAY).toISOString());
  });

  test('has no types when none are entered', () => {
    expect(toRequest(form({ types: ' , ' }), {}, NOW)).not.toHaveProperty('types');
  });
});

describe('the milestones of a destination', () => {
  const enabled = { missed_since: null };
  const lastSuccess = { at: NOW - 2 * DAY, precision: 'hour' } as const;

  test('include the last success while it fails', () => {
    expect(milestonesOf(enabled, { state: 'failing', lastSuccess }, NOW)).toEqual({
      success: lastSuccess.at,
      disabled: undefined,
    });
    expect(milestonesOf(enabled, { state: 'healthy', lastSuccess }, NOW).success).toBeUndefined();
  });

  test('include since when it missed events, also after it was enabled again', () => {
    const missed = { missed_since: new Date(NOW - DAY).toISOString() };
    expect(milestonesOf(missed, undefined, NOW).disabled).toBe(NOW - DAY);
  });

  test('omit times outside the retention period', () => {
    const old = new Date(NOW - 31 * DAY).toISOString();
    expect(milestonesOf({ missed_since: old }, undefined, NOW).disabled).toBeUndefined();
  });

  test('are the first options and the default', () => {
    expect(sinceOptions({ success: NOW })[0]).toBe('success');
    expect(sinceOptions({})).not.toContain('disabled');
    expect(initialForm({ disabled: NOW })).toMatchObject({ since: 'disabled', missed: ['failed', 'not_sent'] });
    expect(initialForm({})).toMatchObject({ since: 'day', missed: ['failed'] });
  });
});

describe('the form', () => {
  test('is valid initially', () => {
    expect(errorsOf(form(), NOW)).toEqual({});
  });

  test('requires a range that starts before its end, in the past and within 30 days', () => {
    const of = (from: string, to: string) => errorsOf(form({ since: 'range', range: { from, to } }), NOW).since?.text;
    expect(errorsOf(form({ since: 'range' }), NOW).since?.text).toBe('since_missing');
    expect(of('2026-11-24T00:00:00Z', '2026-11-23T00:00:00Z')).toBe('range_wrong');
    expect(of('2026-11-26T00:00:00Z', '2026-11-27T00:00:00Z')).toBe('range_wrong');
    expect(of('2026-10-01T00:00:00Z', '2026-11-23T00:00:00Z')).toBe('too_old');
    expect(of('2026-11-23T00:00:00Z', '2026-11-27T00:00:00Z')).toBeUndefined();
  });

  test('requires at least one status', () => {
    expect(errorsOf(form({ missed: [] }), NOW).missed?.text).toBe('missed_none');
  });

  test('reports the invalid event type', () => {
    expect(errorsOf(form({ types: 'invoice.paid in*voice' }), NOW).types).toEqual({
      text: 'type_wrong',
      value: 'in*voice',
    });
    const many = Array.from({ length: 21 }, (_, index) => `a.b${index}`).join(',');
    expect(errorsOf(form({ types: many }), NOW).types?.text).toBe('types_many');
  });

  test.each(['0', '101', '2.5', '', 'x'])('rejects the rate %j', (rate) => {
    expect(errorsOf(form({ rate }), NOW).rate?.text).toBe('rate_wrong');
  });
});

test('types are split at commas and spaces, without duplicates', () => {
  expect(typesOf('a.b,  c.*\na.b、d')).toEqual(['a.b', 'c.*', 'd']);
});

test('the sending time follows from the rate', () => {
  expect(sendingTime(95, 10)).toBe(10_000);
  expect(sendingTime(0, 10)).toBe(0);
});

test('an API error belongs to the field that it names', () => {
  expect(fieldOf('until')).toBe('since');
  expect(fieldOf('statuses[0]')).toBe('missed');
  expect(fieldOf('types[2]')).toBe('types');
  expect(fieldOf('dry_run')).toBeUndefined();
  expect(fieldOf(undefined)).toBeUndefined();
});
