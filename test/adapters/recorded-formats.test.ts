/**
 * Two versions run at the same time during an upgrade, and the version before runs again after a rollback. So each reads what the other
 * wrote. `formats.json` has what the last release wrote. A field may be added; one that the last release wrote stays until the
 * release after next, because the last release still reads it.
 */
import { describe, expect, test } from 'vitest';
import { FORMAT_CASES, fromText, toJson } from './recorded/cases.ts';
import recorded from './recorded/formats.json' with { type: 'json' };

const formats: Record<string, object> = recorded;
const cases = FORMAT_CASES.filter(({ name }) => name in formats).map((one) => [one.name, one] as const);
const recordOf = (name: string): object => fromText(JSON.stringify(formats[name]));

/** Compressed bytes depend on the library. What they contain is compared when they are read. */
const comparable = (written: object): object => JSON.parse(toJson(written, () => 'bytes'));

describe('what the last release wrote', () => {
  test('is complete: every kind that it recorded is tested', () => {
    expect(cases.map(([name]) => name).sort()).toEqual(Object.keys(formats).sort());
    expect(cases.length).toBeGreaterThan(10);
  });

  test.each(cases)('is read with the same meaning – %s', async (name, { value, read }) => {
    expect(await read(recordOf(name))).toEqual(value);
  });
});

describe('what this version writes', () => {
  test.each(cases)('has every field that the last release reads – %s', (name, { written }) => {
    expect(comparable(written())).toMatchObject(comparable(recordOf(name)));
  });

  test.each(cases)('is read after a rollback, although it has a field that is unknown here – %s', async (name, one) => {
    const later = name.startsWith('message') ? { later: 'text' } : { later: { S: 'text' } };
    expect(await one.read({ ...recordOf(name), ...later })).toMatchObject(one.value);
  });
});
