import { describe, expect, it } from 'vitest';
import { type ReceivedEvent, readFrame } from '../../../../api-client/listen/frames.ts';
import { LISTEN_CREDENTIAL_PROTOCOL, LISTEN_PROTOCOL } from '../../../../lambdas/contract/listen/protocol.ts';
import { protocolsOf, socketAddress } from '../../../../workbench/src/listen/stream/browser.ts';
import { toRow } from '../../../../workbench/src/listen/stream/row.ts';
import { frameOf } from './doubles.ts';

const NOW = Date.UTC(2026, 10, 25);
const read = (text: string): ReceivedEvent => readFrame(text) as ReceivedEvent;

describe('a row', () => {
  it('shows the event and the object that it is about', () => {
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

  it('of an event that was too large has no payload yet, and the time of arrival', () => {
    const row = toRow(read(frameOf('evt_1', { event_payload: null })), 1, NOW);
    expect(row).toMatchObject({ event: undefined, at: NOW, objectType: undefined });
    expect(row.searchText).toContain('evt_1');
  });

  it('is shown even if the event is not JSON, or has an unusual shape', () => {
    expect(toRow(read(frameOf('evt_1', { event_payload: '{' })), 1, NOW).event).toBeUndefined();
    expect(toRow(read(frameOf('evt_1', { event_payload: '{"data":null}' })), 1, NOW)).toMatchObject({
      objectId: undefined,
      at: NOW,
    });
  });
});

describe('the socket', () => {
  it('is opened at the host of the page, even if the session names another host', () => {
    const url = 'ws://127.0.0.1:4242/listen';
    expect(socketAddress(url, { protocol: 'http:', host: 'localhost:4242' })).toBe('ws://localhost:4242/listen');
    expect(socketAddress(url, { protocol: 'https:', host: 'hooks.example' })).toBe('wss://hooks.example/listen');
  });

  it('requests the protocol and names the session in a second protocol', () => {
    expect(protocolsOf('lws_1')).toEqual([LISTEN_PROTOCOL, `${LISTEN_CREDENTIAL_PROTOCOL}lws_1`]);
  });
});
