import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eventOf, isBlank, type Line, readLines } from '../../../cli/publish/lines.ts';

/** The text in pieces of so many bytes. */
async function* pieces(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function lines(text: string, size = 7): Promise<Line[]> {
  const found: Line[] = [];
  for await (const line of readLines(pieces(text, size))) found.push(line);
  return found;
}
const texts = async (text: string, size?: number) => (await lines(text, size)).map((line) => line.text);

describe('lines', () => {
  test('are the same for any chunks of bytes', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\r\n\uFEFF]/g, ''))),
        fc.integer({ min: 1, max: 9 }),
        async (all, size) => {
          expect(await texts(all.map((one) => `${one}\n`).join(''), size)).toEqual(all);
        },
      ),
    ));

  test('are numbered from 1, including blank lines', async () => {
    const found = await lines('a\n\n  \nb\n');
    expect(found.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
    expect(found.map(isBlank)).toEqual([false, true, true, false]);
  });

  test('can end with \\r\\n, start with a byte order mark, and have no last line break', async () => {
    expect(await texts('\uFEFFa\r\nb')).toEqual(['a', 'b']);
  });

  test('are not split at other line separators of Unicode', async () => {
    expect(await texts('"a\u2028b\u2029c\u0085d"\n')).toEqual(['"a\u2028b\u2029c\u0085d"']);
  });
});

describe('a line', () => {
  test('is an event if it is a JSON object', () => {
    expect(eventOf({ number: 1, text: '{"type":"a"}' })).toEqual({ event: { type: 'a' } });
  });

  test.each(['{', '[]', '1', 'null', `{"a":"${'x'.repeat(4_100_000)}"}`])(
    'is refused with its number and text otherwise',
    (text) => {
      expect(eventOf({ number: 7, text })).toMatchObject({ refusal: { line: 7, text } });
    },
  );
});
