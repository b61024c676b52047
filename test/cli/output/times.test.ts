import { expect, test } from 'vitest';
import { parseTime, shownTime } from '../../../cli/output/times.ts';

const NOW = Date.parse('2026-11-25T12:00:00Z');

test.each([
  ['90s', '2026-11-25T11:58:30.000Z'],
  ['30m', '2026-11-25T11:30:00.000Z'],
  ['2h', '2026-11-25T10:00:00.000Z'],
  ['3d', '2026-11-22T12:00:00.000Z'],
  ['1w', '2026-11-18T12:00:00.000Z'],
  ['2026-11-24T12:00:00Z', '2026-11-24T12:00:00.000Z'],
  ['2026-11-24T12:00:00+02:00', '2026-11-24T10:00:00.000Z'],
  ['1795500000', '2026-11-24T06:00:00.000Z'],
])('%s means %s', (text, time) => {
  expect(parseTime(text, '--since', NOW)).toBe(time);
});

test('a day and a time without a zone use the time zone of this machine', () => {
  expect(Date.parse(parseTime('2026-11-24', '--since'))).toBe(new Date(2026, 10, 24).getTime());
  expect(Date.parse(parseTime('2026-11-24 08:30', '--since'))).toBe(new Date(2026, 10, 24, 8, 30).getTime());
});

test.each(['', 'yesterday', '2', '2x', '2026-13-01', '-2h'])(
  '"%s" is not a valid time, and the error names the option',
  (text) => {
    expect(() => parseTime(text, '--since')).toThrow(/^--since is not a valid time/);
  },
);

test('times are shown in the time zone of this machine', () => {
  const at = new Date(2026, 10, 25, 4, 3, 9);
  expect(shownTime(at.toISOString())).toBe('2026-11-25 04:03:09');
  expect(shownTime(at.getTime() / 1000)).toBe('2026-11-25 04:03:09');
  expect(shownTime(null)).toBe('');
});
