import { describe, expect, test } from 'vitest';
import { withData } from '../../cli/data-paths.ts';
import { UsageError } from '../../cli/errors.ts';

const example = () => ({ id: 'in_1', lines: [{ amount: 1 }, { amount: 2 }], customer: { name: 'Ada' }, none: null });

describe('what --data changes', () => {
  test('a value is JSON where it is JSON, else the text itself', () => {
    const values = ['a=1', 'b=true', 'c=null', 'd=[1,2]', 'e={"x":1}', 'f=Ada', 'g="42"', 'h=', 'i=a=b'];
    expect(withData({}, values)).toEqual({
      ...{ a: 1, b: true, c: null, d: [1, 2], e: { x: 1 }, f: 'Ada', g: '42', h: '', i: 'a=b' },
    });
  });

  test('a path leads into objects and lists, and the example itself stays as it is', () => {
    const before = example();
    expect(withData(before, ['lines.1.amount=5', 'customer.name=Bob'])).toMatchObject({
      lines: [{ amount: 1 }, { amount: 5 }],
      customer: { name: 'Bob' },
    });
    expect(before).toEqual(example());
  });

  test('what lies on the way is made, as a list where a number follows', () => {
    expect(withData({}, ['a.b.c=1', 'l.0.x=2', 'l.1=3'])).toEqual({ a: { b: { c: 1 } }, l: [{ x: 2 }, 3] });
    expect(withData(example(), ['none.x=1']).none).toEqual({ x: 1 });
  });

  test('a dot of a name is written with a backslash', () => {
    expect(withData({}, ['a\\.b.c=1'])).toEqual({ 'a.b': { c: 1 } });
  });

  test('a field called __proto__ is a field', () => {
    const made = withData({}, ['__proto__.polluted=1']);
    expect(Object.hasOwn(made, '__proto__')).toBe(true);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test.each(['no-sign', '=1', 'id.x=1', 'lines.7=1', 'lines.first=1'])('%s is refused', (text) => {
    expect(() => withData(example(), [text])).toThrow(UsageError);
  });
});
