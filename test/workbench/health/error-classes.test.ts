import { describe, expect, test } from 'vitest';
import type { Delivery } from '../../../workbench/src/api/types.ts';
import { adviceForAttempt, adviceForClass } from '../../../workbench/src/health/advice.ts';
import { classMessages } from '../../../workbench/src/health/class-messages.ts';
import {
  classOfAttempt,
  ERROR_CLASSES,
  knownClass,
  renderFailures,
  sortedClasses,
} from '../../../workbench/src/health/error-classes.ts';

const failed = (code: string, http_status: number | null = null) => ({
  succeeded: false,
  http_status,
  error: { code, message: 'It failed.' },
  response_headers: {},
});

describe('the class of an attempt', () => {
  test('is the class of its status, or the code of its error', () => {
    expect(classOfAttempt(failed('http_status', 503))).toBe('http_5xx');
    expect(classOfAttempt(failed('timeout'))).toBe('timeout');
    expect(classOfAttempt({ succeeded: true, http_status: 200, error: null })).toBeUndefined();
  });
});

test('every class has a name and a summary in every language', () => {
  for (const texts of Object.values(classMessages)) {
    for (const name of ERROR_CLASSES) {
      expect(texts[name]).toBeTruthy();
      expect(texts[adviceForClass(name).summary]).toBeTruthy();
    }
  }
});

test('classes are sorted by count', () => {
  expect(sortedClasses({ timeout: 2, dns: 5, tls: 2 }).map(({ name }) => name)).toEqual(['dns', 'timeout', 'tls']);
});

describe('advice', () => {
  test('for an attempt names its status', () => {
    const advice = adviceForAttempt(failed('http_status', 404));
    expect(advice).toMatchObject({
      summary: 'summary_status',
      values: { status: '404' },
      explanation: { key: 'http_404' },
    });
  });

  test('for a class names the class of its status', () => {
    expect(adviceForClass('http_5xx')).toMatchObject({ values: { status: '5xx' }, explanation: { key: 'http_5xx' } });
    expect(adviceForClass('timeout')).toMatchObject({ summary: 'summary_timeout', explanation: { key: 'timeout' } });
    expect(adviceForClass('render_failed').explanation?.key).toBe('failed_render_failed');
  });

  test('for an unknown class repeats its name', () => {
    expect(knownClass('quantum')).toBeUndefined();
    expect(adviceForClass('quantum')).toEqual({
      summary: 'summary_other',
      values: { name: 'quantum' },
      explanation: undefined,
    });
  });

  test('for a successful attempt is undefined', () => {
    expect(adviceForAttempt({ ...failed('x'), succeeded: true })).toBeUndefined();
  });
});

describe('events that could not be rendered', () => {
  const aDelivery = (reason: string, detail: string | null, created: string) =>
    ({ failure_reason: reason, failure_detail: detail, created }) as Delivery;

  test('are counted by catalog change, with the newest delivery of each', () => {
    const found = renderFailures([
      aDelivery('render_failed', 'split_total', '2026-11-20T10:00:00.000Z'),
      aDelivery('attempts_exhausted', null, '2026-11-20T11:00:00.000Z'),
      aDelivery('render_failed', 'rename_plan', '2026-11-20T09:00:00.000Z'),
      aDelivery('render_failed', 'split_total', '2026-11-20T12:00:00.000Z'),
    ]);
    expect(found.map(({ change, count }) => [change, count])).toEqual([
      ['split_total', 2],
      ['rename_plan', 1],
    ]);
    expect(found[0]?.newest.created).toBe('2026-11-20T12:00:00.000Z');
  });
});
