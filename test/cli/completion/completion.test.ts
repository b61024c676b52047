import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { bashScript } from '../../../cli/completion/bash.ts';
import { fishScript } from '../../../cli/completion/fish.ts';
import { completionPoints } from '../../../cli/completion/tree.ts';
import { zshScript } from '../../../cli/completion/zsh.ts';
import { createProgram } from '../../../cli/program.ts';

const all = completionPoints(createProgram());
const has = (shell: string) => spawnSync(shell, ['-c', 'exit 0']).status === 0;

test('each script has every command and option', () => {
  const words = all.flatMap(({ commands, flags }) =>
    [...commands, ...flags].map(({ name }) => name.replace(/^--/, '')),
  );
  expect(words).toContain('roll-secret');
  expect(words).not.toContain('values');
  for (const script of [bashScript(all), zshScript(all), fishScript(all)]) {
    for (const word of words) expect(script).toContain(word);
  }
});

describe.runIf(has('bash'))('in bash', () => {
  /** Returns what bash completes after these words. */
  const offered = (...words: string[]): string[] => {
    const list = ['waybill', ...words].map((word) => `'${word}'`).join(' ');
    const script = `${bashScript(all)}
waybill() { [ "$2" = values ] && echo "<$3>"; }
COMP_WORDS=(${list}); COMP_CWORD=${words.length}; _waybill; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
    expect(stderr).toBe('');
    return stdout.split('\n').filter((word) => word !== '');
  };

  test('the script parses', () => {
    const { status, stderr } = spawnSync('bash', ['-n'], { input: bashScript(all), encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
  });

  test('commands, then their own commands and options', () => {
    expect(offered('dest')).toEqual(['destinations']);
    expect(offered('destinations', 'ro')).toEqual(['roll-secret']);
    expect(offered('destinations', 'recover', '--si')).toEqual(['--since']);
  });

  test('the value of an option is not taken for a command', () => {
    expect(offered('--profile', 'events', 'dest')).toEqual(['destinations']);
    expect(offered('events', '--live', 'li')).toEqual(['list']);
  });

  test('event types and destinations come from the platform', () => {
    expect(offered('trigger', '<')).toEqual(['<event-types>']);
    expect(offered('destinations', 'ping', '<')).toEqual(['<destinations>']);
  });
});

describe.each([
  ['zsh', zshScript],
  ['fish', fishScript],
] as const)('%s', (shell, script) => {
  // Where the shell is, it reads its script itself.
  if (has(shell)) {
    test('the script parses', () => {
      const { status, stderr } = spawnSync(shell, ['-n'], { input: script(all), encoding: 'utf8' });
      expect([status, stderr]).toEqual([0, '']);
    });
  }

  test('its quotes are closed', () => {
    for (const line of script(all).split('\n')) expect((line.match(/'/g) ?? []).length % 2, line).toBe(0);
  });
});
