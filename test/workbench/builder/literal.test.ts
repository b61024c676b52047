import { spawnSync } from 'node:child_process';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Language } from '../../../workbench/src/builder/generate/index.ts';
import { forEachType, literal } from '../../../workbench/src/builder/generate/literal.ts';
import { EVENT_TYPES } from './event-types.ts';
import { syntaxFault } from './grammars.ts';

const LANGUAGES: readonly Language[] = ['javascript', 'typescript', 'python', 'go', 'ruby', 'php', 'java', 'csharp'];

/** The smallest program with the literal in it. */
const PROGRAMS: Readonly<Record<Language, (literal: string) => string>> = {
  javascript: (text) => `const type = ${text};\n`,
  typescript: (text) => `const type: string = ${text};\n`,
  python: (text) => `type = ${text}\n`,
  go: (text) => `package main\n\nvar eventType = ${text}\n`,
  ruby: (text) => `type = ${text}\n`,
  php: (text) => `<?php\n$type = ${text};\n`,
  java: (text) => `class Types {\n  String type = ${text};\n}\n`,
  csharp: (text) => `var type = ${text};\n`,
};

const anyText = fc.string({ unit: 'binary' });

describe.each(LANGUAGES)('a literal in %s', (language) => {
  test('is one valid expression on one line, whatever the text', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        const written = literal(language, text);
        expect(written).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
        expect(await syntaxFault(language, PROGRAMS[language](written))).toBeUndefined();
      }),
    );
  });

  test('is the text itself where it has nothing special', () => {
    expect(literal(language, 'invoice.paid').slice(1, -1)).toBe('invoice.paid');
  });
});

describe('the meaning of a literal', () => {
  test('in JavaScript is the text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(runInNewContext(literal('javascript', text))).toBe(text);
      }),
    );
  });

  const hostile = EVENT_TYPES['names of any characters'] ?? [];
  const python = spawnSync('python3', ['-c', 'import json']).status === 0;
  if (python) {
    test('in Python is the text', () => {
      const program = `import json\nprint(json.dumps([${hostile.map((text) => literal('python', text)).join(', ')}]))`;
      const { stdout } = spawnSync('python3', ['-'], { input: program, encoding: 'utf8' });
      expect(JSON.parse(stdout)).toEqual(hostile);
    });
  }

  test.each([
    ['javascript', `'it\\'s "\${x}"\\n\\u{202e}🚚'`],
    ['python', `"it's \\"\${x}\\"\\n\\u202e🚚"`],
    ['go', `"it's \\"\${x}\\"\\n\\u202e🚚"`],
    ['ruby', `"it's \\"\${x}\\"\\n\\u{202e}🚚"`],
    ['php', `"it's \\"\\\${x}\\"\\n\\u{202e}🚚"`],
    ['java', `"it's \\"\${x}\\"\\n\\u202e🚚"`],
    ['csharp', `"it's \\"\${x}\\"\\n\\u202e🚚"`],
  ] as const)('is kept in %s with the escapes of that language', (language, expected) => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is to stay text
    expect(literal(language, 'it\'s "${x}"\n\u202e🚚')).toBe(expected);
  });

  test('in Ruby does not interpolate', () => {
    expect(literal('ruby', '#{x} #@y')).toBe('"\\#{x} \\#@y"');
  });

  test('in PHP is in single quotes unless something has to be escaped by its number', () => {
    expect(literal('php', "$a's \\")).toBe("'$a\\'s \\\\'");
  });

  test.each([
    ['java', '"\\udb40\\udc41"'],
    ['go', '"\\U000e0041"'],
    ['csharp', '"\\U000e0041"'],
    ['javascript', "'\\u{e0041}'"],
  ] as const)('in %s escapes what is beyond the basic plane and cannot be seen', (language, expected) => {
    expect(literal(language, '\u{e0041}')).toBe(expected);
  });

  test('replaces lone surrogates, which no delivery can have', () => {
    expect(literal('go', '\ud800')).toBe('"\ufffd"');
  });
});

test('a type that was chosen twice gets one piece of code', () => {
  expect(forEachType('go', ['a', 'b', 'a'], (type) => [type, '-'])).toBe('"a"\n-\n"b"\n-\n');
});
