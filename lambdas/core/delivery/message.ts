/** The wire form of a queue message. */

import { InvalidFieldsError } from '../errors.ts';
import type { WaybillEvent } from '../event/event.ts';
import { isNativeEventId } from '../ids.ts';
import type { DeliveryMessage } from './delivery.ts';
import type { OutgoingMessage } from './ports.ts';

/** A message carries its event when the event's JSON is at most this long, bytes: then an attempt need not read it. */
export const MAX_INLINE_BYTES = 32 * 1024;

/**
 * All messages of an event together carry at most this much of it, bytes; otherwise none carries it. Each copy is
 * serialised, hashed and encrypted by the sender, which a read of the event by the receiver does not cost (decision 56).
 */
export const MAX_INLINE_BYTES_OF_EVENT = 256 * 1024;

export interface EncodedMessage {
  readonly outgoing: OutgoingMessage;
  readonly body: string;
}

/**
 * Encodes messages one by one, when they are asked for. An event is encoded once for all the messages of it that follow each
 * other.
 */
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
 * The same JSON with escapes for what a queue may refuse: SQS takes neither U+FFFE nor U+FFFF, some emulators nothing
 * beyond U+FFFD. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
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

/** @throws InvalidFieldsError when it is not a message of ours; the queue then passes it to the dead letters */
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
  if (!whole) throw new InvalidFieldsError('A delivery message should name its destination, event, first and trigger.');
  return parsed as DeliveryMessage;
}
