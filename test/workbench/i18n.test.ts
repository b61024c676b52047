import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createFormats } from '../../workbench/src/i18n/formats.ts';
import { LANGUAGES, type Messages, type Text, textOf } from '../../workbench/src/i18n/messages.ts';

const ROOT = fileURLToPath(new URL('../../workbench/src/', import.meta.url));

/** Names and technical terms that are the same in every language. */
const SAME_IN_BOTH = new Set(['Amazon EventBridge', 'data.object', 'HTTP', 'true', 'false']);

interface Entry {
  readonly name: string;
  readonly en: Text;
  readonly ja: Text;
}

const isMessages = (value: unknown): value is Messages =>
  typeof value === 'object' && value !== null && LANGUAGES.every((language) => language in value);

/** Returns every text of the Workbench, from all files with messages. */
async function everyText(): Promise<Entry[]> {
  const files = globSync(['**/messages.ts', '**/*-messages.ts'], { cwd: ROOT }).filter(
    (file) => file !== 'i18n/messages.ts',
  );
  const entries = await Promise.all(
    files.map(async (file) => {
      const module: Record<string, unknown> = await import(`${ROOT}${file}`);
      return Object.entries(module).flatMap(([name, value]) =>
        isMessages(value)
          ? [...new Set([...Object.keys(value.en), ...Object.keys(value.ja)])].map((key) => ({
              name: `${file} ${name}.${key}`,
              en: value.en[key] ?? '',
              ja: value.ja[key] ?? '',
            }))
          : [],
      );
    }),
  );
  return entries.flat();
}

const forms = (text: Text): string[] => (typeof text === 'string' ? [text] : Object.values(text));
const placeholders = (text: Text): string[] =>
  [...new Set(forms(text).flatMap((form) => [...form.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)))].sort();
const names = (entries: readonly Entry[]) => entries.map(({ name }) => name);

const TEXTS = await everyText();

describe('the texts of the Workbench', () => {
  it('are found', () => {
    expect(TEXTS.length).toBeGreaterThan(100);
    expect(names(TEXTS).some((name) => name.startsWith('shell/messages.ts'))).toBe(true);
  });

  it('exist in both languages', () => {
    const empty = TEXTS.filter(({ en, ja }) => [...forms(en), ...forms(ja)].some((form) => form.trim() === ''));
    expect(names(empty)).toEqual([]);
  });

  it('have the same values in both languages', () => {
    const differ = TEXTS.filter(({ en, ja }) => placeholders(en).join() !== placeholders(ja).join());
    expect(names(differ)).toEqual([]);
  });

  it('are translated, except names', () => {
    const same = TEXTS.filter(({ en, ja }) => {
      const [english, japanese] = [textOf(en, 'en'), textOf(ja, 'ja')];
      // A text without letters besides its values needs no translation.
      const words = english.replace(/\{\w+\}/g, '').trim();
      return english === japanese && /\p{L}/u.test(words) && !SAME_IN_BOTH.has(words);
    });
    expect(same.map(({ name, en }) => `${name}: ${textOf(en, 'en')}`)).toEqual([]);
  });

  it('have plural forms only in English', () => {
    const plural = TEXTS.filter(({ ja }) => typeof ja !== 'string' && 'one' in ja);
    expect(names(plural)).toEqual([]);
  });
});

describe('a text', () => {
  it('uses the plural form of its count and formats numbers', () => {
    const text = { one: '{count} event', other: '{count} events' };
    expect([1, 0, 1234].map((count) => textOf(text, 'en', { count }))).toEqual(['1 event', '0 events', '1,234 events']);
    expect(textOf('{count} 件', 'ja', { count: 1234 })).toBe('1,234 件');
  });

  it('leaves the placeholder of a missing value', () => {
    expect(textOf('{a} and {b}', 'en', { a: 'x' })).toBe('x and {b}');
  });
});

describe('formats', () => {
  const AT = Date.UTC(2026, 10, 25, 5, 3, 22, 45);
  const en = createFormats('en', 'America/New_York');
  const ja = createFormats('ja', 'Asia/Tokyo');

  it('show relative times in the largest full unit', () => {
    const relative = (ms: number) => en.relative(AT + ms, AT);
    expect([-400, -59_999, -60_000, -3_599_000, 2 * 3_600_000, 3 * 86_400_000].map(relative)).toEqual([
      '0 seconds ago',
      '59 seconds ago',
      '1 minute ago',
      '59 minutes ago',
      'in 2 hours',
      'in 3 days',
    ]);
    expect(ja.relative(AT - 120_000, AT)).toBe('2 分前');
  });

  it('show durations with a suitable precision', () => {
    const shown = [3.4, 850, 3_240, 59_900, 60_000, 3_600_000, 7_500_000].map(en.duration);
    expect(shown).toEqual(['3.4 ms', '850 ms', '3.2 sec', '59.9 sec', '1 min', '1 hr', '2 hr 5 min']);
    expect(ja.duration(7_500_000)).toMatch(/^2.*5.*$/);
  });

  it('show the exact time with its zone and in UTC', () => {
    expect(en.exact(AT)).toMatch(/00:03:22\.045 EST \(2026-11-25T05:03:22\.045Z\)$/);
    expect(ja.exact(AT)).toMatch(
      /14:03:22\.045.*JST.*\(2026-11-25T05:03:22\.045Z\)$|14:03:22\.045.*GMT\+9.*\(2026-11-25T05:03:22\.045Z\)$/,
    );
  });

  it('accept a time as number, text or date', () => {
    const iso = new Date(AT).toISOString();
    expect(new Set([AT, iso, new Date(AT)].map(en.dateTime)).size).toBe(1);
    expect(en.dateTime(AT)).toBe('Nov 25, 2026, 00:03:22');
    expect([en.time(AT), ja.time(AT), en.day(AT)]).toEqual(['00:03', '14:03', 'Nov 25']);
  });

  it('show numbers and percentages', () => {
    expect([en.number(1234.5), en.percent(0.9876), ja.percent(1)]).toEqual(['1,234.5', '98.8%', '100%']);
  });
});
