import { describe, expect, test } from 'vitest';
import { isThisMachine, readOptions } from '../../smoke/options.ts';

const URL_OPTION = ['--api-url', 'https://waybill.example.com'];

test('the key can be in the environment, and the defaults suit a stage dev with the Workbench', () => {
  expect(readOptions(URL_OPTION, { WAYBILL_API_KEY: 'sk_test_1' })).toMatchObject({
    key: 'sk_test_1',
    stage: 'dev',
    workbench: true,
    dashboard: true,
    waitMs: 60_000,
    receiverUrl: undefined,
  });
  expect(readOptions(['--help'], {})).toBe('help');
});

describe('a wrong option is refused with its name', () => {
  test.each([
    ['no key', URL_OPTION, '--key is required.'],
    ['no address', ['--key', 'sk_test_1'], '--api-url should be an address'],
    ['an address that is not of the web', ['--api-url', 'localhost:4242', '--key', 'k'], '--api-url should be'],
    ['a wait that is too long', [...URL_OPTION, '--key', 'k', '--wait', '121'], '--wait should be a number from 1'],
    ['an unknown option', ['--url', 'x'], "Unknown option '--url'"],
  ])('%s', (_, args, message) => {
    expect(() => readOptions(args, {})).toThrow(message);
  });
});

test.each([
  ['http://localhost:4242', true],
  ['http://[::1]:4242', true],
  ['http://127.0.0.1:4242', true],
  ['https://waybill.example.com', false],
])('%s is on this machine: %s', (url, expected) => {
  expect(isThisMachine(new URL(url))).toBe(expected);
});
