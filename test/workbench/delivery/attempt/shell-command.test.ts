import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import {
  matchesSentLength,
  quoted,
  toCurl,
  toPutEvents,
} from '../../../../workbench/src/delivery/attempt/shell-command.ts';

/** What a POSIX shell makes of a command: the arguments of `program`, and what it is sent. */
function run(program: string, command: string): { args: string[]; input: string } {
  const piped = command.startsWith('printf');
  const shown = `${program}() { for one in "$@"; do printf '%s\\0' "$one"; done; printf '\\1'; ${piped ? 'cat' : ':'}; }`;
  const output = execFileSync('sh', { input: `${shown}\n${command}\n`, encoding: 'utf8', maxBuffer: 10_000_000 });
  const [args = '', input = ''] = output.split('\u0001');
  return { args: args.split('\0').slice(0, -1), input };
}

const HARD = [
  ["it's", 'single quotes'],
  ["''", 'nothing but quotes'],
  ['{"a":"b"}', 'double quotes'],
  ['$HOME $PATH $(id) `id`', 'what a shell expands'],
  ['wow!! !$ !1', 'history of an interactive shell'],
  ['a\\nb\\', 'backslashes'],
  ['line\nline\r\n\ttab\n', 'newlines, one at the end'],
  ['日本語 🎉 é', 'unicode'],
  ['@/etc/passwd', 'what curl would read a file for'],
  ['* ? [a] ~ # & ; | < >', 'everything else that means something'],
  ['', 'nothing'],
] as const;

describe('a command of curl', () => {
  test.each(HARD)('preserves the body: %j (%s)', (body) => {
    const { args } = run('curl', toCurl({ url: 'https://example.com/hook', headers: {}, body }));
    expect(args.at(-2)).toBe('--data-raw');
    expect(args.at(-1)).toBe(body);
  });

  test('posts to the URL with the headers of the attempt, except those that curl sets', () => {
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

  test('does not let curl expand brackets and braces in the URL', () => {
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

describe('a command of the AWS CLI', () => {
  const entry = { region: 'eu-west-1', source: 'waybill/ed_1', detailType: 'invoice.paid', bus: 'arn:aws:events:x' };

  test.each(HARD)('preserves the detail: %j (%s)', (detail) => {
    const { args } = run('aws', toPutEvents({ ...entry, detail }));
    expect(args.slice(0, 5)).toEqual(['events', 'put-events', '--region', 'eu-west-1', '--entries']);
    expect(JSON.parse(args.at(-1) ?? '')).toEqual([
      { Source: entry.source, DetailType: entry.detailType, EventBusName: entry.bus, Detail: detail },
    ]);
  });

  test('pipes entries that are too long for an argument', () => {
    const detail = 'x'.repeat(200_000);
    const { args, input } = run('aws', toPutEvents({ ...entry, detail }));
    expect(args.at(-1)).toBe('file:///dev/stdin');
    expect(JSON.parse(input)[0].Detail).toBe(detail);
  });
});

test('a quoted word is one word', () => {
  expect(quoted("a'b")).toBe("'a'\\''b'");
});

describe('the check that a body matches the length that was sent', () => {
  test('counts bytes', () => {
    expect(matchesSentLength({ 'content-length': '6' }, '日本')).toBe(true);
    expect(matchesSentLength({ 'content-length': '2' }, '日本')).toBe(false);
  });

  test('passes when the length is unknown', () => {
    expect(matchesSentLength({}, '日本')).toBe(true);
  });
});
