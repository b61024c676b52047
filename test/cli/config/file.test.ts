import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type ConfigFile, configPath, readConfig, writeConfig } from '../../../cli/config/file.ts';
import { UsageError } from '../../../cli/errors.ts';
import { scratchFolder } from '../../local/scratch-folder.ts';

const config: ConfigFile = {
  profile: 'default',
  profiles: { default: { api_base: 'https://api.example', keys: { sandbox: 'sk_test_1' } } },
};
const place = () => configPath({ XDG_CONFIG_HOME: scratchFolder() });
const modeOf = (path: string) => statSync(path).mode & 0o777;

test('the configuration is in XDG_CONFIG_HOME, or else in ~/.config', () => {
  expect(configPath({ XDG_CONFIG_HOME: '/x' })).toBe('/x/waybill/config.json');
  expect(configPath({})).toMatch(/\/\.config\/waybill\/config\.json$/);
});

test('a written configuration is read again, and no other file is left', () => {
  const path = place();
  writeConfig(path, config);
  expect(readConfig(path)).toEqual(config);
  expect(readdirSync(dirname(path))).toEqual(['config.json']);
});

test('without a file there are no profiles', () => {
  expect(readConfig(place())).toEqual({ profile: 'default', profiles: {} });
});

describe('the file can be read only by its owner', () => {
  test('with any umask and any earlier mode of the file', () => {
    const path = place();
    const mask = process.umask(0);
    try {
      writeConfig(path, config);
      expect([modeOf(path), modeOf(dirname(path))]).toEqual([0o600, 0o700]);
      chmodSync(path, 0o644);
      writeConfig(path, config);
      expect(modeOf(path)).toBe(0o600);
    } finally {
      process.umask(mask);
    }
  });

  test.each([0o640, 0o604, 0o620, 0o666])('a file of mode %o is refused, and the error says how to fix it', (mode) => {
    const path = place();
    writeConfig(path, config);
    chmodSync(path, mode);
    expect(() => readConfig(path)).toThrow(UsageError);
    expect(() => readConfig(path)).toThrow(expect.objectContaining({ next: `chmod 600 ${path}` }));
  });
});

test.each(['{', '{"profiles":{"a":{}}}', '{"profiles":{"a":null}}'])(
  '%s is said to be wrong, and left as it is',
  (text) => {
    const path = join(scratchFolder(), 'waybill', 'config.json');
    mkdirSync(dirname(path));
    writeFileSync(path, text, { mode: 0o600 });
    expect(() => readConfig(path)).toThrow(UsageError);
    expect(existsSync(path) && readFileSync(path, 'utf8')).toBe(text);
  },
);
