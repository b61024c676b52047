import { expect, onTestFinished, test, vi } from 'vitest';
import { ACK_EVERY_MS, newestAck } from '../../../api-client/listen/newest-ack.ts';

test('of a burst of acknowledgements the first is sent at once, and the newest after each interval', () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const sent: string[] = [];
  const acknowledge = newestAck(
    (text) => sent.push(text),
    (ms, then) => void setTimeout(then, ms),
  );
  for (const text of ['1', '2', '3']) acknowledge(text);
  vi.advanceTimersByTime(ACK_EVERY_MS - 1);
  expect(sent).toEqual(['1']);
  vi.advanceTimersByTime(1);
  acknowledge('4');
  expect(sent).toEqual(['1', '3']);
  vi.advanceTimersByTime(10 * ACK_EVERY_MS);
  expect(sent).toEqual(['1', '3', '4']);
  acknowledge('5');
  expect(sent).toEqual(['1', '3', '4', '5']);
});
