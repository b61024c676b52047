import { describe, expect, test } from 'vitest';
import { ackFrame, answerFrame, type Incoming, readFrame } from '../../../cli/listen/frames.ts';
import * as contract from '../../../lambdas/contract/listen/frames.ts';
import { snapshotFrame, thinFrame } from './fake-platform.ts';

const read = (frame: object) => readFrame(JSON.stringify(frame)) as Incoming;

describe('what comes over the socket', () => {
  test('is an event of either kind', () => {
    expect(read(snapshotFrame('evt_1'))).toMatchObject({
      eventId: 'evt_1',
      eventType: 'invoice.paid',
      thin: false,
      resent: false,
    });
    expect(read(thinFrame('evt_2'))).toMatchObject({ eventId: 'evt_2', thin: true });
    expect(read(snapshotFrame('evt_1', { event_payload: null })).body).toBeNull();
  });

  test('is as the contract has it: the doubles are true', () => {
    for (const frame of [snapshotFrame('evt_1'), thinFrame('evt_2')]) {
      expect(contract.serverFrame.safeParse(frame).error).toBeUndefined();
    }
  });

  test('is passed over when it is of a kind that is not known', () => {
    for (const text of [
      '',
      '{',
      '{}',
      'null',
      '1',
      '{"type":"request_log_event"}',
      '{"type":"new","event_id":"evt_1"}',
    ]) {
      expect(readFrame(text)).toBeUndefined();
    }
  });
});

describe('what goes back', () => {
  const answer = { status: 200, headers: { a: 'b' }, body: 'x'.repeat(5000), durationMs: 12 };

  test.each([snapshotFrame('evt_1'), thinFrame('evt_2')])('is as the contract has it: $type', (frame) => {
    const ack = contract.clientFrame.parse(JSON.parse(ackFrame(read(frame))));
    expect(ack).toMatchObject({ type: 'event_ack', event_id: frame.event_id });
    const said = contract.clientFrame.parse(JSON.parse(answerFrame(read(frame), 'http://localhost/', answer)));
    expect(said).toMatchObject({
      type: 'webhook_response',
      notification_id: frame.event_id,
      status: 200,
      duration_ms: 12,
    });
    expect(said).toHaveProperty('body.length', 1024);
  });
});
