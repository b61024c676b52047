import { describe, expect, it } from 'vitest';
import { clientFrame } from '../../../../lambdas/contract/listen/frames.ts';
import { LISTEN_CREDENTIAL_PROTOCOL, LISTEN_PROTOCOL } from '../../../../lambdas/contract/listen/protocol.ts';
import { protocolsOf, socketAddress } from '../../../../workbench/src/listen/stream/browser.ts';
import { type ReceivedEvent, readFrame, toRow } from '../../../../workbench/src/listen/stream/frames.ts';
import { RecentIds } from '../../../../workbench/src/listen/stream/recent-ids.ts';
import { frameOf } from './doubles.ts';

const NOW = Date.UTC(2026, 10, 25);
const read = (text: string): ReceivedEvent => readFrame(text) as ReceivedEvent;

describe('a frame', () => {
  it('becomes a row with the type and id of its object', () => {
    expect(toRow(read(frameOf('evt_1')), 7, NOW)).toMatchObject({
      key: 7,
      id: 'evt_1',
      type: 'invoice.paid',
      account: 'acct_1',
      resent: false,
      at: 1_700_000_000_000,
      objectType: 'invoice',
      objectId: 'in_1',
      event: { id: 'evt_1' },
    });
  });

  it('is acknowledged in the format of the contract', () => {
    const ack: unknown = JSON.parse(read(frameOf('evt_1')).ack);
    expect(clientFrame.parse(ack)).toEqual(ack);
    expect(ack).toEqual({
      type: 'event_ack',
      event_id: 'evt_1',
      webhook_id: 'lst_1',
      webhook_conversation_id: 'wc_evt_1',
    });
  });

  it('of a thin event is read and acknowledged', () => {
    const thin = { type: 'v2_event', destination_id: 'lst_2', payload: '{"id":"evt_2"}', http_headers: {} };
    const received = read(JSON.stringify({ ...thin, event_id: 'evt_2', event_type: 'a.b', account: 'acct_1' }));
    expect(received).toMatchObject({ id: 'evt_2', json: '{"id":"evt_2"}', resent: false });
    expect(JSON.parse(received.ack)).toEqual({ type: 'event_ack', event_id: 'evt_2', webhook_id: 'lst_2' });
  });

  it('without its event, which was too large, has no payload and the time at which it was received', () => {
    const row = toRow(read(frameOf('evt_1', { event_payload: null })), 1, NOW);
    expect(row).toMatchObject({ event: undefined, at: NOW, objectType: undefined });
    expect(row.searchText).toContain('evt_1');
  });

  it('of a resend differs from a duplicate', () => {
    expect(read(frameOf('evt_1', { webhook_conversation_id: 'wr_evt_1' })).resent).toBe(true);
  });

  it.each(['', 'nonsense', '1', 'null', '[]', '{"type":"request_log"}', '{"type":"webhook_event"}'])(
    'that is none is passed over: %s',
    (text) => expect(readFrame(text)).toBeUndefined(),
  );

  it('with an invalid or unusual event is still shown', () => {
    expect(toRow(read(frameOf('evt_1', { event_payload: '{' })), 1, NOW).event).toBeUndefined();
    expect(toRow(read(frameOf('evt_1', { event_payload: '{"data":null}' })), 1, NOW)).toMatchObject({
      objectId: undefined,
      at: NOW,
    });
  });
});

describe('the socket', () => {
  it('is opened on the host of the page, whatever host the session names', () => {
    const url = 'ws://127.0.0.1:4242/listen';
    expect(socketAddress(url, { protocol: 'http:', host: 'localhost:4242' })).toBe('ws://localhost:4242/listen');
    expect(socketAddress(url, { protocol: 'https:', host: 'hooks.example' })).toBe('wss://hooks.example/listen');
  });

  it('names the protocol and the credential of the contract', () => {
    expect(protocolsOf('lws_1')).toEqual([LISTEN_PROTOCOL, `${LISTEN_CREDENTIAL_PROTOCOL}lws_1`]);
  });
});

describe('recent ids', () => {
  it('detect duplicates among the last ten thousand', () => {
    const ids = new RecentIds();
    for (let id = 0; id <= 10_000; id += 1) expect(ids.add(`evt_${id}`)).toBe(true);
    expect(ids.add('evt_1')).toBe(false);
    expect(ids.add('evt_0')).toBe(true);
  });
});
