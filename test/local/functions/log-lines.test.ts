import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type AttemptLine, attemptText, readLogLine } from '../../../local/functions/log-lines.ts';

const attempt = (over: Partial<AttemptLine> = {}): AttemptLine => ({
  timestamp: '2026-01-02T03:04:05.678Z',
  destination_id: 'ed_test_1',
  event_id: 'evt_1',
  event_type: 'invoice.paid',
  attempt: 2,
  outcome: 'delivered',
  http_status: 200,
  duration_ms: 12.4,
  ...over,
});

describe('a log line of a function is shown', () => {
  test('as an attempt when it is the attempt line of deliver', () => {
    const line = { ...attempt(), message: 'attempt', level: 'INFO' };
    expect(readLogLine('deliver', JSON.stringify(line))).toEqual({ kind: 'attempt', line });
  });

  test('as a short error when its level is an error', () => {
    const line = { level: 'ERROR', message: 'failed', error: { name: 'TypeError', message: 'x is not a function' } };
    expect(readLogLine('api', JSON.stringify(line))).toEqual({
      kind: 'error',
      text: 'api: failed: TypeError: x is not a function',
      line,
    });
  });

  test.each([
    ['attempt moved to the slow lane', /^03:04:05\.678 {2}slow .* 3001 ms.* evt_1 -> ed_test_1$/],
    ['circuit opened', /^03:04:05\.678 {2}waiting .* -> ed_test_1$/],
    ['circuit closed', /^03:04:05\.678 {2}draining .* -> ed_test_1$/],
  ])('as a notice when it explains why there is no attempt: %s', (message, text) => {
    const { timestamp, destination_id, event_id, event_type } = attempt();
    const line = { level: 'WARN', message, timestamp, destination_id, event_id, event_type, duration_ms: 3001.2 };
    expect(readLogLine('deliver', JSON.stringify(line))).toEqual({ kind: 'notice', text: expect.stringMatching(text) });
  });

  // The functions write these messages; here they are only read.
  test.each(['attempt moved to the slow lane', 'circuit opened', 'circuit closed'])(
    'by the message that the functions write: %s',
    (message) => {
      const written = readFileSync('lambdas/adapters/telemetry/telemetry.ts', 'utf8');
      expect(written).toContain(`'${message}'`);
    },
  );

  test.each([
    ['a metric', '{"_aws":{"Timestamp":1},"Attempts":1}'],
    ['plain text', 'Warning: something'],
    ['information', '{"level":"INFO","message":"attempted"}'],
  ])('only with the option to show all lines when it is %s', (_name, raw) => {
    expect(readLogLine('api', raw)).toEqual({ kind: 'other', text: raw });
  });
});

describe('the text of an attempt', () => {
  test('states the time, the outcome, the duration, the number, the event and the destination', () => {
    const text = attemptText(attempt());
    for (const part of [
      '03:04:05.678',
      'delivered',
      '200',
      '12 ms',
      'attempt 2',
      'invoice.paid',
      'evt_1',
      'ed_test_1',
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain('next');
  });

  test('of a retry states the error, the time of the next attempt and what holds the retry until then', () => {
    const { http_status, ...unanswered } = attempt({ outcome: 'retry', next_attempt_at: '2026-01-02T03:04:35.000Z' });
    const text = attemptText({ ...unanswered, error_code: 'timeout', held: 'parked' });
    expect(http_status).toBe(200);
    expect(text).toMatch(/retry +timeout .* next 03:04:35\.000 \(parked\)/);
  });
});
