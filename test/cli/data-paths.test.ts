import { describe, expect, test } from 'vitest';
import { withData } from '../../cli/data-paths.ts';
import { UsageError } from '../../cli/errors.ts';

const example = () => ({ id: 'in_1', lines: [{ amount: 1 }, { amount: 2 }], customer: { name: 'Ada' }, none: null });

describe('--data', () => {
  test('parses a value that is JSON, and uses any other value as text', () => {
    const values = ['a=1', 'b=true', 'c=null', 'd=[1,2]', 'e={"x":1}', 'f=Ada', 'g="42"', 'h=', 'i=a=b'];
    expect(withData({}, values)).toEqual({
      ...{ a: 1, b: true, c: null, d: [1, 2], e: { x: 1 }, f: 'Ada', g: '42', h: '', i: 'a=b' },
    });
  });

  test('changes values in objects and lists, and not the example itself', () => {
    const before = example();
    expect(withData(before, ['lines.1.amount=5', 'customer.name=Bob'])).toMatchObject({
      lines: [{ amount: 1 }, { amount: 5 }],
      customer: { name: 'Bob' },
    });
    expect(before).toEqual(example());
  });

  test('creates missing objects on the path, and a list before a number', () => {
    expect(withData({}, ['a.b.c=1', 'l.0.x=2', 'l.1=3'])).toEqual({ a: { b: { c: 1 } }, l: [{ x: 2 }, 3] });
    expect(withData(example(), ['none.x=1']).none).toEqual({ x: 1 });
  });

  test('accepts a dot in a name after a backslash', () => {
    expect(withData({}, ['a\\.b.c=1'])).toEqual({ 'a.b': { c: 1 } });
  });

  test('sets a field that is named __proto__', () => {
    const made = withData({}, ['__proto__.polluted=1']);
    expect(Object.hasOwn(made, '__proto__')).toBe(true);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test.each(['no-sign', '=1', 'id.x=1', 'lines.7=1', 'lines.first=1'])('refuses %s', (text) => {
    expect(() => withData(example(), [text])).toThrow(UsageError);
  });
});
