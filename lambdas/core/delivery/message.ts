/** Encodes and decodes the messages of the deliveries queue. */

import { InvalidFieldsError } from '../errors.ts';
import type { WaybillEvent } from '../event/event.ts';
import { isNativeEventId } from '../ids.ts';
import type { DeliveryMessage } from './delivery.ts';
import type { OutgoingMessage } from './ports.ts';

/** Size of the largest event that a message carries inline, bytes of JSON. An attempt does not read an inline event. */
export const MAX_INLINE_BYTES = 32 * 1024;

/**
 * Largest size of all inline copies of one event together, bytes; beyond it no message carries the event. The sender serialises,
 * hashes and encrypts each copy, which costs more than a read of the event by the receiver (decision 56).
 */
export const MAX_INLINE_BYTES_OF_EVENT = 256 * 1024;

export interface EncodedMessage {
  readonly outgoing: OutgoingMessage;
  readonly body: string;
}

/** Encodes messages lazily. Consecutive messages of one event share its encoded JSON. */
export function* encodeMessages(messages: readonly OutgoingMessage[]): Generator<EncodedMessage> {
  for (let from = 0; from < messages.length; ) {
    const event = messages[from]?.message.inline;
    let to = from + 1;
    while (event !== undefined && messages[to]?.message.inline === event) to++;
    const inline = event && inlineText(event, to - from);
    for (const outgoing of messages.slice(from, to)) {
      const { inline: _event, ...rest } = outgoing.message;
      const head = inQueueCharacters(JSON.stringify(rest));
      yield { outgoing, body: inline === undefined ? head : `${head.slice(0, -1)},"inline":${inline}}` };
    }
    from = to;
  }
}

function inlineText(event: WaybillEvent, messages: number): string | undefined {
  const json = JSON.stringify(event);
  if (Buffer.byteLength(json) > MAX_INLINE_BYTES) return undefined;
  const text = inQueueCharacters(json);
  return Buffer.byteLength(text) * messages > MAX_INLINE_BYTES_OF_EVENT ? undefined : text;
}

const [FIRST_SURROGATE, LAST_SURROGATE, FIRST_NONCHARACTER] = [0xd800, 0xdfff, 0xfffe];

/**
 * Escapes the characters of a JSON text that a queue may refuse: SQS refuses U+FFFE and U+FFFF, and some emulators refuse
 * everything beyond U+FFFD. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
export function inQueueCharacters(json: string): string {
  const first = json.search(/[\uD800-\uDFFF\uFFFE\uFFFF]/);
  if (first < 0) return json;
  let text = '';
  let from = 0;
  for (let at = first; at < json.length; at++) {
    const unit = json.charCodeAt(at);
    if (unit < FIRST_SURROGATE || (unit > LAST_SURROGATE && unit < FIRST_NONCHARACTER)) continue;
    text += `${json.slice(from, at)}\\u${unit.toString(16)}`;
    from = at + 1;
  }
  return text + json.slice(from);
}

/** Decodes a message body. @throws InvalidFieldsError when it is not a delivery message; SQS then moves it to the dead-letter queue */
export function decodeMessage(body: string): DeliveryMessage {
  let parsed: Partial<DeliveryMessage> | null = null;
  try {
    parsed = JSON.parse(body);
  } catch (cause) {
    throw new InvalidFieldsError('A delivery message should be JSON.', { cause });
  }
  const { destination, event, first, trigger } = parsed ?? {};
  const whole =
    typeof destination?.id === 'string' &&
    typeof destination.account === 'string' &&
    typeof event?.account === 'string' &&
    isNativeEventId(String(event.key)) &&
    (event.mode === 'live' || event.mode === 'sandbox') &&
    typeof first === 'boolean' &&
    (trigger === 'automatic' || trigger === 'manual');
  if (!whole)
    throw new InvalidFieldsError('A delivery message should have the fields destination, event, first and trigger.');
  return parsed as DeliveryMessage;
}
