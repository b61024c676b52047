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

test('it is where XDG says, else in ~/.config', () => {
  expect(configPath({ XDG_CONFIG_HOME: '/x' })).toBe('/x/waybill/config.json');
  expect(configPath({})).toMatch(/\/\.config\/waybill\/config\.json$/);
});

test('what is written is read, and nothing is left beside it', () => {
  const path = place();
  writeConfig(path, config);
  expect(readConfig(path)).toEqual(config);
  expect(readdirSync(dirname(path))).toEqual(['config.json']);
});

test('where there is no file there is no profile', () => {
  expect(readConfig(place())).toEqual({ profile: 'default', profiles: {} });
});

describe('keys are for their owner alone', () => {
  test('whatever mask the process has, and whatever mode the file had', () => {
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

  test.each([0o640, 0o604, 0o620, 0o666])('a file of mode %o is refused with the way to mend it', (mode) => {
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
