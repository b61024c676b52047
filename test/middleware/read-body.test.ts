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

  test('is JSON when its content type is JSON, or when curl calls it a form but it looks like JSON', () => {
    expect(readBody({ body: '{"a":1}', contentType: 'application/json; charset=utf-8' }, true)).toEqual({ a: 1 });
    expect(readBody({ body: ' {"a":1}', contentType: FORM }, true)).toEqual({ a: 1 });
  });

  test('may be base64', () => {
    const body = Buffer.from('a=größe').toString('base64');
    expect(readBody({ body, isBase64Encoded: true, contentType: FORM }, true)).toEqual({ a: 'größe' });
  });

  test('has the usual prototype, so that it can be compared with stored values', () => {
    const read = readBody({ body: 'a[b]=c', contentType: FORM }, true) as { a: object };
    expect(Object.getPrototypeOf(read.a)).toBe(Object.prototype);
  });
});

test('a v2 body is JSON with any content type', () => {
  expect(readBody({ body: '{"a":1}', contentType: FORM }, false)).toEqual({ a: 1 });
  expect(() => readBody({ body: 'a=1', contentType: FORM }, false)).toThrow('not valid JSON');
});

test.each(['', '  \n'])('an empty body is undefined (%j)', (body) => {
  expect(readBody({ body }, false)).toBeUndefined();
  expect(readBody({}, true)).toBeUndefined();
});

describe('a body is rejected with', () => {
  test.each(['{', '{"a":}', '{"a":1}x', 'nul', '\u0000'])('malformed JSON: %j', (body) => {
    expect(() => readBody({ body }, false)).toThrow(InvalidFieldsError);
  });

  test.each(['{"__proto__":{"admin":true}}', '{"a":[{"\\u005f_proto__":1}]}'])('a prototype key: %s', (body) => {
    expect(() => readBody({ body }, false)).toThrow("'__proto__' is not accepted");
  });

  test.each(['__proto__[a]=1', 'a[__proto__]=1', 'b=1&a%5B%5F_proto__%5D=1'])('a prototype key: %s', (body) => {
    expect(() => readBody({ body, contentType: FORM }, true)).toThrow("'__proto__' is not accepted");
  });

  test('too deep nesting, without exhausting the stack', () => {
    const nested = (depth: number) => `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`;
    expect(readBody({ body: nested(MAX_DEPTH - 1) }, false)).toBeDefined();
    expect(() => readBody({ body: nested(MAX_DEPTH + 1) }, false)).toThrow('levels deep');
    expect(() => readBody({ body: nested(900_000) }, false)).toThrow('levels deep');
    expect(() => readBody({ body: `a${'[b]'.repeat(100)}=1`, contentType: FORM }, true)).toThrow('too large');
  });

  test('a form of too many fields or too large list indexes', () => {
    expect(() => readForm('a=1&'.repeat(6000))).toThrow('too large');
    expect(() => readForm('a[5000]=1')).toThrow('too large');
  });

  test('more than the largest size', () => {
    expect(() => readBody({ body: `"${'x'.repeat(MAX_BODY_BYTES)}"` }, false)).toThrow(PayloadTooLargeError);
  });
});

test('any text is either read or rejected, without another error', () => {
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

test('any JSON is read unchanged', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 })), (value) => {
      fc.pre(!JSON.stringify(value).includes('__proto__'));
      expect(readBody({ body: JSON.stringify(value) }, false)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
