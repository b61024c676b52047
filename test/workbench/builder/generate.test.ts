import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FRAMEWORKS, type FrameworkId, generate } from '../../../workbench/src/builder/generate/index.ts';
import { literal } from '../../../workbench/src/builder/generate/literal.ts';
import { EVENT_TYPES } from './event-types.ts';
import { syntaxFault } from './grammars.ts';

const PAYLOADS = ['snapshot', 'thin'] as const;

describe.each(FRAMEWORKS)('$label', (framework) => {
  describe.each(PAYLOADS)('for %s payloads', (payload) => {
    describe.each(Object.entries(EVENT_TYPES))('and %s', (_, eventTypes) => {
      const files = framework.generate({ eventTypes, payload });

      test('parses in its language', async () => {
        for (const { name, language, code } of files) {
          expect(await syntaxFault(language, code), name).toBeUndefined();
        }
      });

      test('has each type once, even when it is chosen twice', () => {
        const [file] = framework.generate({ eventTypes: [...eventTypes, ...eventTypes], payload });
        expect(file?.code).toBe(files[0]?.code);
        for (const type of eventTypes.filter(Boolean)) {
          expect(file?.code.split(literal(framework.language, type))).toHaveLength(2);
        }
      });
    });

    const code = framework
      .generate({ eventTypes: ['invoice.paid'], payload })
      .map((file) => file.code)
      .join('\n');

    test('explains duplicates and logs an unknown type', () => {
      expect(code).toContain('Deliveries are at least once');
      expect(code).toMatch(/no handler for events of type/i);
    });

    if (framework.id === 'lambda-eventbridge') {
      test('verifies no signature, because EventBridge delivers', () => {
        expect(code).not.toMatch(/WEBHOOK_SECRET|signature']/);
      });
    } else {
      test('reads the secret from the environment and returns 400 when the signature is not valid', () => {
        expect(code).toContain('WEBHOOK_SECRET');
        expect(code).toMatch(/stripe[-_]signature/i);
        expect(code).toMatch(/\b400\b|BadRequest|badRequest/);
      });
    }

    test(payload === 'thin' ? 'fetches the event with a key and an address of the environment' : 'needs no key', () => {
      expect(/API_KEY/.test(code)).toBe(payload === 'thin');
      expect(/API_BASE_URL/.test(code)).toBe(payload === 'thin');
      expect(/\/v2\/core\/events\/|fetch_?event\(?/i.test(code)).toBe(payload === 'thin');
    });

    test('is neatly laid out', () => {
      expect(code).not.toMatch(/[ \t]\n/);
      // Two empty lines are the custom of Python alone.
      if (framework.language !== 'python') expect(code).not.toContain('\n\n\n');
      expect(code).toMatch(/[^\n]\n$/);
      for (const line of code.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
    });
  });
});

test.each(['javascript', 'typescript', 'python', 'go', 'ruby', 'php', 'java', 'csharp'] as const)(
  'a handler in %s that was broken does not parse',
  async (language) => {
    const framework = FRAMEWORKS.find((one) => one.language === language);
    const [file] = framework?.generate({ eventTypes: ['invoice.paid'], payload: 'snapshot' }) ?? [];
    const code = file?.code ?? '';
    const written = literal(language, 'invoice.paid');
    // The code without escapes, and without a bracket.
    expect(await syntaxFault(language, code.replace(written, `${written.slice(0, -1)}"'${written}`))).toBeDefined();
    expect(await syntaxFault(language, code.replace(')', ''))).toBeDefined();
  },
);

test('the frameworks have different ids', () => {
  expect(new Set(FRAMEWORKS.map(({ id }) => id)).size).toBe(FRAMEWORKS.length);
});

test('an unknown framework is named in the error', () => {
  const choice = { framework: 'cobol' as FrameworkId, eventTypes: [], payload: 'thin' } as const;
  expect(() => generate(choice)).toThrow('There is no framework cobol.');
});

test('the Next.js route passes the compiler at its strictest, against the installed library', () => {
  mkdirSync('.waybill', { recursive: true });
  // Inside of the project, so that the library is found.
  const folder = mkdtempSync(join(process.cwd(), '.waybill', 'route-'));
  try {
    const compilerOptions = {
      target: 'es2022',
      lib: ['dom', 'esnext'],
      types: ['node'],
      module: 'esnext',
      moduleResolution: 'bundler',
      strict: true,
      noUnusedLocals: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: true,
      noEmit: true,
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
    for (const payload of PAYLOADS) {
      const [file] = generate({ framework: 'nextjs', payload, eventTypes: ['invoice.paid', 'order.shipped'] });
      writeFileSync(join(folder, `${payload}.ts`), file?.code ?? '');
    }
    const tsc = join('node_modules', '.bin', 'tsc');
    expect(spawnSync(tsc, ['-p', folder], { encoding: 'utf8' }).stdout).toBe('');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Python has `match` since 3.10. */
const python = spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 10))']).status === 0;
if (python) {
  const choices = (['python-flask', 'python-fastapi'] as const).flatMap((framework) =>
    PAYLOADS.flatMap((payload) =>
      Object.entries(EVENT_TYPES).map(([what, types]) => ({ framework, payload, what, types })),
    ),
  );
  test.each(choices)('Python compiles $framework for $payload payloads and $what', ({ framework, payload, types }) => {
    const [file] = generate({ framework, payload, eventTypes: types });
    const compile = 'import sys; compile(sys.stdin.buffer.read(), "webhook.py", "exec")';
    expect(spawnSync('python3', ['-c', compile], { input: file?.code, encoding: 'utf8' }).stderr).toBe('');
  });
}
