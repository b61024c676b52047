import { describe, expect, test, vi } from 'vitest';
import {
  decodeMessage,
  encodeMessages,
  inQueueCharacters,
  MAX_INLINE_BYTES,
  MAX_INLINE_BYTES_OF_EVENT,
} from '../../../lambdas/core/delivery/message.ts';
import type { OutgoingMessage } from '../../../lambdas/core/delivery/ports.ts';
import type { WaybillEvent } from '../../../lambdas/core/event/event.ts';
import { messageFor } from '../../../lambdas/core/publish/send.ts';
import { anEvent } from '../../doubles/factories.ts';

const eventOf = (text: string, key = anEvent().key) => anEvent({ key, id: key, data: { object: { text } } });

/** Returns the messages of an event for a number of destinations. */
const messagesOf = (event: WaybillEvent, destinations: number): OutgoingMessage[] =>
  Array.from({ length: destinations }, (_, n) => ({
    message: messageFor(event, { account: 'acct_shop', id: `ed_${n}` }, { first: true, trigger: 'automatic' }),
  }));

const inlined = (messages: OutgoingMessage[]) =>
  Array.from(encodeMessages(messages), ({ body }) => decodeMessage(body).inline !== undefined);

/** Values that were serialised. */
const encodesOf = (wanted: unknown, work: () => void): number => {
  const stringify = vi.spyOn(JSON, 'stringify');
  work();
  const count = stringify.mock.calls.filter(([value]) => value === wanted).length;
  stringify.mockRestore();
  return count;
};

describe('encoding', () => {
  test('serialises an event once for all its destinations', () => {
    const [one, two] = [eventOf('🚚'), eventOf('🛵', 'evt_01KF1HZMR00000000000000002')];
    const messages = [...messagesOf(one, 16), ...messagesOf(two, 16)];
    expect(encodesOf(one, () => void [...encodeMessages(messages)])).toBe(1);
    expect(encodesOf(two, () => void [...encodeMessages(messages)])).toBe(1);
  });

  test('is lazy, so that waiting messages take no memory', () => {
    const [one, two] = [eventOf('1'), eventOf('2', 'evt_01KF1HZMR00000000000000002')];
    const encoded = encodeMessages([...messagesOf(one, 2), ...messagesOf(two, 2)]);
    const take = () => void encoded.next();
    expect([encodesOf(one, take), encodesOf(two, take), encodesOf(two, take)]).toEqual([1, 0, 1]);
  });

  test('returns each message unchanged after decoding', () => {
    const messages = messagesOf(eventOf('größer 🚚 "\\ \uffff \ufffe \u0000 \ud83d'), 3);
    expect(Array.from(encodeMessages(messages), ({ body }) => decodeMessage(body))).toEqual(
      messages.map(({ message }) => message),
    );
  });
});

describe('a message carries its event', () => {
  test('when that is small, and not when it is large', () => {
    const overhead = JSON.stringify(eventOf('')).length;
    expect(inlined(messagesOf(eventOf('x'.repeat(MAX_INLINE_BYTES - overhead)), 1))).toEqual([true]);
    expect(inlined(messagesOf(eventOf('x'.repeat(MAX_INLINE_BYTES - overhead + 1)), 1))).toEqual([false]);
  });

  test('while all its copies together are within the limit', () => {
    const event = eventOf('🚚'.repeat(1000));
    const fits = Math.floor(MAX_INLINE_BYTES_OF_EVENT / inQueueCharacters(JSON.stringify(event)).length);
    expect(inlined(messagesOf(event, fits)).every(Boolean)).toBe(true);
    expect(inlined(messagesOf(event, fits + 1)).some(Boolean)).toBe(false);
  });
});

test('characters that a queue may refuse are escaped, and other text does not change', () => {
  expect(inQueueCharacters('a🚚b\ufffe\uffff\ufffdü\u2028')).toBe('a\\ud83d\\ude9ab\\ufffe\\uffff\ufffdü\u2028');
  expect(inQueueCharacters('{"a":"ü"}')).toBe('{"a":"ü"}');
});
