import { expect, test } from 'vitest';
import { Acks } from '../../../cli/listen/acks.ts';

test('acknowledgements are sent in the order of arrival, even if a later event is processed first', () => {
  const sent: string[] = [];
  const acks = new Acks((text) => sent.push(text));
  const [first, second, third] = ['1', '2', '3'].map((text) => acks.add(text));
  third?.();
  second?.();
  expect(sent).toEqual([]);
  first?.();
  expect(sent).toEqual(['3']);
});
