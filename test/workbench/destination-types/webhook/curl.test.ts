import { describe, expect, test } from 'vitest';
import { fitsBody, toCurl } from '../../../../workbench/src/destination-types/webhook/curl.ts';
import { HARD, run } from '../../delivery/attempt/posix-shell.ts';

describe('a command of curl', () => {
  test.each(HARD)('gives the body as it is: %j (%s)', (body) => {
    const { args } = run('curl', toCurl({ url: 'https://example.com/hook', headers: {}, body }));
    expect(args.at(-2)).toBe('--data-raw');
    expect(args.at(-1)).toBe(body);
  });

  test('posts to the URL with the headers of the attempt, without those that curl makes', () => {
    const headers = {
      host: 'example.com',
      'content-length': '2',
      'content-type': 'application/json; charset=utf-8',
      'Stripe-Signature': "t=1,v1=a'b$c",
      'x-empty': '',
    };
    const { args } = run('curl', toCurl({ url: "https://example.com/it's?a=$b&c=d", headers, body: '{}' }));
    expect(args).toEqual([
      '-i',
      '-X',
      'POST',
      "https://example.com/it's?a=$b&c=d",
      '-H',
      'content-type: application/json; charset=utf-8',
      '-H',
      "Stripe-Signature: t=1,v1=a'b$c",
      '-H',
      'x-empty;',
      '--data-raw',
      '{}',
    ]);
  });

  test('does not let curl expand brackets and braces of a URL', () => {
    const call = { headers: {}, body: '' };
    expect(toCurl({ ...call, url: 'http://[::1]:3000/' })).toContain('--globoff');
    expect(toCurl({ ...call, url: 'https://example.com/{a,b}' })).toContain('--globoff');
    expect(toCurl({ ...call, url: 'https://example.com/' })).not.toContain('--globoff');
  });

  test('pipes a body that is too long for an argument', () => {
    const body = `it's ${'é\n'.repeat(60_000)}`;
    const { args, input } = run('curl', toCurl({ url: 'https://example.com/', headers: {}, body }));
    expect(args.slice(-2)).toEqual(['--data-binary', '@-']);
    expect(input).toBe(body);
  });
});

describe('whether the body is the one that was sent', () => {
  test('goes by its bytes', () => {
    expect(fitsBody({ 'content-length': '6' }, '日本')).toBe(true);
    expect(fitsBody({ 'content-length': '2' }, '日本')).toBe(false);
  });

  test('is not doubted where no length is known', () => {
    expect(fitsBody({}, '日本')).toBe(true);
  });
});
