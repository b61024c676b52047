import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_BODY_BYTES } from '../../lambdas/contract/publish/payload-limits.ts';
import { InvalidFieldsError, PayloadTooLargeError } from '../../lambdas/core/errors.ts';
import { MAX_DEPTH, readBody, readForm } from '../../lambdas/middleware/read-body.ts';

const FORM = 'application/x-www-form-urlencoded';

describe('a v1 body', () => {
  test.each([
    ['a[b]=c', { a: { b: 'c' } }],
    ['a[0]=x&a[1]=y', { a: ['x', 'y'] }],
    ['a[]=x&a[]=y', { a: ['x', 'y'] }],
    ['a=x&a=y', { a: ['x', 'y'] }],
    ['a%5B0%5D=x%20y%2Bz', { a: ['x y+z'] }],
    ['a[constructor]=1&toString=2', { a: { constructor: '1' }, toString: '2' }],
  ])('%s is a form', (body, expected) => {
    expect(readBody({ body, contentType: FORM }, true)).toEqual(expected);
  });

  test('is JSON when it says so, or looks like it while curl calls it a form', () => {
    expect(readBody({ body: '{"a":1}', contentType: 'application/json; charset=utf-8' }, true)).toEqual({ a: 1 });
    expect(readBody({ body: ' {"a":1}', contentType: FORM }, true)).toEqual({ a: 1 });
  });

  test('may be base64', () => {
    const body = Buffer.from('a=größe').toString('base64');
    expect(readBody({ body, isBase64Encoded: true, contentType: FORM }, true)).toEqual({ a: 'größe' });
  });

  test('has the usual prototype, so that it compares with what was stored', () => {
    const read = readBody({ body: 'a[b]=c', contentType: FORM }, true) as { a: object };
    expect(Object.getPrototypeOf(read.a)).toBe(Object.prototype);
  });
});

test('a v2 body is JSON whatever it is called', () => {
  expect(readBody({ body: '{"a":1}', contentType: FORM }, false)).toEqual({ a: 1 });
  expect(() => readBody({ body: 'a=1', contentType: FORM }, false)).toThrow('not valid JSON');
});

test.each(['', '  \n'])('an empty body is nothing (%j)', (body) => {
  expect(readBody({ body }, false)).toBeUndefined();
  expect(readBody({}, true)).toBeUndefined();
});

describe('refused are', () => {
  test.each(['{', '{"a":}', '{"a":1}x', 'nul', '\u0000'])('%j: malformed JSON', (body) => {
    expect(() => readBody({ body }, false)).toThrow(InvalidFieldsError);
  });

  test.each(['{"__proto__":{"admin":true}}', '{"a":[{"\\u005f_proto__":1}]}'])('%s: a prototype key', (body) => {
    expect(() => readBody({ body }, false)).toThrow("'__proto__' is not accepted");
  });

  test.each(['__proto__[a]=1', 'a[__proto__]=1', 'b=1&a%5B%5F_proto__%5D=1'])('%s: a prototype key', (body) => {
    expect(() => readBody({ body, contentType: FORM }, true)).toThrow("'__proto__' is not accepted");
  });

  test('nesting beyond the limit, without exhausting the stack', () => {
    const nested = (depth: number) => `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`;
    expect(readBody({ body: nested(MAX_DEPTH - 1) }, false)).toBeDefined();
    expect(() => readBody({ body: nested(MAX_DEPTH + 1) }, false)).toThrow('levels deep');
    expect(() => readBody({ body: nested(900_000) }, false)).toThrow('levels deep');
    expect(() => readBody({ body: `a${'[b]'.repeat(100)}=1`, contentType: FORM }, true)).toThrow('too large');
  });

  test('forms with too many fields or list places', () => {
    expect(() => readForm('a=1&'.repeat(6000))).toThrow('too large');
    expect(() => readForm('a[5000]=1')).toThrow('too large');
  });

  test('more than the largest size', () => {
    expect(() => readBody({ body: `"${'x'.repeat(MAX_BODY_BYTES)}"` }, false)).toThrow(PayloadTooLargeError);
  });
});

test('any text at all is read or refused, never another error', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (body, forms) => {
      try {
        readBody({ body, contentType: FORM }, forms);
      } catch (error) {
        expect(error).toBeInstanceOf(InvalidFieldsError);
      }
    }),
  );
});

test('any JSON is read as it was written', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 })), (value) => {
      fc.pre(!JSON.stringify(value).includes('__proto__'));
      expect(readBody({ body: JSON.stringify(value) }, false)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
