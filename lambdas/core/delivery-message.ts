/** The wire form of a queue message. */
import type { DeliveryMessage } from './delivery.ts';
import { InvalidFieldsError } from './errors.ts';
import { isNativeEventId } from './ids.ts';

export const encodeMessage = (message: DeliveryMessage): string => inQueueCharacters(JSON.stringify(message));

/**
 * The same JSON with escapes for what a queue may refuse: SQS takes neither U+FFFE nor U+FFFF, some emulators nothing
 * beyond U+FFFD. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
export const inQueueCharacters = (json: string): string =>
  json.replace(/[\uD800-\uDFFF\uFFFE\uFFFF]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16)}`);

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
