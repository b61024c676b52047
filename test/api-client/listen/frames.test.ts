import { describe, expect, test } from 'vitest';
import { ackFrame, type ReceivedEvent, readFrame, responseFrame } from '../../../api-client/listen/frames.ts';
import * as contract from '../../../lambdas/contract/listen/frames.ts';
import { snapshotFrame, thinFrame } from '../../cli/listen/fake-platform.ts';

const read = (frame: object) => readFrame(JSON.stringify(frame)) as ReceivedEvent;

describe('readFrame', () => {
  test('reads an event of either kind', () => {
    expect(read(snapshotFrame('evt_1'))).toMatchObject({
      eventId: 'evt_1',
      eventType: 'invoice.paid',
      thin: false,
      resent: false,
    });
    expect(read(thinFrame('evt_2'))).toMatchObject({ eventId: 'evt_2', thin: true });
  });

  test('returns no body for an event that was too large for a message', () => {
    expect(read(snapshotFrame('evt_1', { event_payload: null })).body).toBeNull();
  });

  test('recognizes a resent event', () => {
    expect(read(snapshotFrame('evt_1', { webhook_conversation_id: 'wr_evt_1' })).resent).toBe(true);
  });

  test('reads the frames that the contract describes: those of the double are valid', () => {
    for (const frame of [snapshotFrame('evt_1'), thinFrame('evt_2')]) {
      expect(contract.serverFrame.safeParse(frame).error).toBeUndefined();
    }
  });

  test.each([
    '',
    '{',
    '{}',
    '[]',
    'null',
    '1',
    '{"type":"request_log_event"}',
    '{"type":"webhook_event"}',
    '{"type":"new","event_id":"evt_1"}',
  ])('ignores a message of another kind: %s', (text) => {
    expect(readFrame(text)).toBeUndefined();
  });
});

describe('the frames of a client', () => {
  const response = { status: 200, headers: { a: 'b' }, body: 'x'.repeat(5000), durationMs: 12 };

  test.each([snapshotFrame('evt_1'), thinFrame('evt_2')])('are as the contract describes them: $type', (frame) => {
    const ack = contract.clientFrame.parse(JSON.parse(ackFrame(read(frame))));
    expect(ack).toMatchObject({ type: 'event_ack', event_id: frame.event_id });
    const sent = contract.clientFrame.parse(JSON.parse(responseFrame(read(frame), 'http://localhost/', response)));
    expect(sent).toMatchObject({
      type: 'webhook_response',
      notification_id: frame.event_id,
      status: 200,
      duration_ms: 12,
    });
    expect(sent).toHaveProperty('body.length', 1024);
  });

  test('acknowledge an event with its conversation id, if it has one', () => {
    expect(JSON.parse(ackFrame(read(snapshotFrame('evt_1'))))).toEqual({
      type: 'event_ack',
      event_id: 'evt_1',
      webhook_id: 'lst_1',
      webhook_conversation_id: 'wc_evt_1',
    });
    expect(JSON.parse(ackFrame(read(thinFrame('evt_2'))))).toEqual({
      type: 'event_ack',
      event_id: 'evt_2',
      webhook_id: 'lst_1',
    });
  });
});
