import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../../cli/errors.ts';
import { lockProgressFile } from '../../../cli/publish/lock.ts';
import { type BatchRecord, openProgressFile, type PublishTarget } from '../../../cli/publish/progress-file.ts';
import { scratchFolder } from '../../local/scratch-folder.ts';

const target: PublishTarget = { api_base: 'https://api.example', account: 'acct_a', livemode: false };
const batch = (first: number): Omit<BatchRecord, 'batch'> => ({ first, last: first + 99, digest: 'd', seed: '01K' });
const newPath = () => join(scratchFolder(), 'x.ledger');

describe('a progress file', () => {
  test('records what was sent, the responses and the refused lines', () => {
    const path = newPath();
    const first = openProgressFile(path, target);
    const refused = [{ line: 3, code: 'invalid_fields', message: 'No.', text: '{}' }];
    first.end(first.begin(batch(1)), 99, refused);
    first.begin(batch(101));
    first.close();
    const again = openProgressFile(path, target);
    expect(again.batches).toEqual([
      { batch: 1, ...batch(1), published: 99, refused },
      { batch: 2, ...batch(101) },
    ]);
    again.close();
  });

  test('contains the record of a batch before begin returns', () => {
    const path = newPath();
    const progress = openProgressFile(path, target);
    progress.begin(batch(1));
    expect(readFileSync(path, 'utf8')).toContain('"batch":1');
    progress.close();
  });

  test('ignores a partial record that a kill left, and continues after the complete ones', () => {
    const path = newPath();
    const progress = openProgressFile(path, target);
    progress.begin(batch(1));
    progress.close();
    appendFileSync(path, '{"batch":1,"publi');
    const again = openProgressFile(path, target);
    expect(again.batches).toEqual([{ batch: 1, ...batch(1) }]);
    again.end(again.batches[0] as BatchRecord, 100, []);
    again.close();
    const third = openProgressFile(path, target);
    expect(third.batches[0]?.published).toBe(100);
    third.close();
  });

  test('starts again when a kill left a part of its first line', () => {
    const path = newPath();
    writeFileSync(path, '{"waybill_led');
    openProgressFile(path, target).close();
    expect(readFileSync(path, 'utf8')).toBe(`${JSON.stringify({ waybill_ledger: 1, ...target })}\n`);
  });

  test.each([{ livemode: true }, { account: 'acct_b' }, { api_base: 'https://other.example' }])(
    'of something else is refused: %o',
    (other) => {
      const path = newPath();
      openProgressFile(path, target).close();
      expect(() => openProgressFile(path, { ...target, ...other })).toThrow(UsageError);
    },
  );

  test('does not change a file that is not a progress file', () => {
    for (const text of ['hello\n', '{"a":1}\n']) {
      const path = newPath();
      writeFileSync(path, text);
      expect(() => openProgressFile(path, target)).toThrow(/is not a progress file/);
      expect(readFileSync(path, 'utf8')).toBe(text);
    }
  });
});

describe('the lock of a progress file', () => {
  test('is held by one process and released', () => {
    const path = newPath();
    // The process that started this one, which lives on meanwhile.
    writeFileSync(`${path}.lock`, String(process.ppid));
    expect(() => lockProgressFile(path)).toThrow(new RegExp(`process ${process.ppid}`));
    writeFileSync(`${path}.lock`, '');
    const unlock = lockProgressFile(path);
    unlock();
    expect(existsSync(`${path}.lock`)).toBe(false);
  });

  test('of a process that does not run is replaced', () => {
    const path = newPath();
    // Beyond the largest id that Linux gives.
    writeFileSync(`${path}.lock`, '99999999');
    lockProgressFile(path)();
    expect(existsSync(`${path}.lock`)).toBe(false);
  });
});
