import { expect, test } from 'vitest';
import { quoted } from '../../../../workbench/src/delivery/attempt/shell-command.ts';

test('a quoted word is one word', () => {
  expect(quoted("a'b")).toBe("'a'\\''b'");
});
