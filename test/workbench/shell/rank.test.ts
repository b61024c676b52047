import { describe, expect, it } from 'vitest';
import { moved } from '../../../workbench/src/shell/palette/entries.ts';
import { pastedId } from '../../../workbench/src/shell/palette/pasted-id.ts';
import { rank } from '../../../workbench/src/shell/palette/rank.ts';
import { shortcutGroups } from '../../../workbench/src/shell/palette/shortcuts.ts';

const ENTRIES = [
  { label: 'Overview', keywords: ['概要'] },
  { label: 'Events', keywords: ['イベント'] },
  { label: 'Publish a sample event', keywords: ['サンプルイベントを発行'] },
  { label: 'Create destination', keywords: ['送信先を作成'] },
  { label: 'Prevent fraud', keywords: ['https://shop.test/hooks'] },
];
const found = (text: string) => rank(ENTRIES, text).map(({ label }) => label);

describe('finding entries', () => {
  it('lists all of them for nothing, in their order', () => {
    expect(found('  ')).toEqual(ENTRIES.map(({ label }) => label));
  });

  it('prefers the beginning of a name to the beginning of a word, and that to its middle', () => {
    expect(found('event')).toEqual(['Events', 'Publish a sample event', 'Prevent fraud']);
  });

  it('needs every word, in any order', () => {
    expect(found('event publish')).toEqual(['Publish a sample event']);
    expect(found('event nothing')).toEqual([]);
  });

  it('finds by initials, and by other names such as a URL', () => {
    expect(found('cd')).toEqual(['Create destination']);
    expect(found('shop.test')).toEqual(['Prevent fraud']);
  });

  it('does not care for case, width or syllabary', () => {
    expect(found('ＥＶＥＮＴＳ')).toEqual(['Events']);
    expect(found('いべんと')).toEqual(['Events', 'Publish a sample event']);
  });
});

describe('a pasted id', () => {
  it('leads to the event, or to the destination by either of its ids', () => {
    expect(pastedId(' evt_01ABC-x ')).toEqual({ kind: 'event', id: 'evt_01ABC-x' });
    expect(pastedId('ed_test_01A')).toEqual({ kind: 'destination', id: 'ed_test_01A' });
    expect(pastedId('we_test_01A')).toEqual({ kind: 'destination', id: 'ed_test_01A' });
  });

  it('is nothing else', () => {
    for (const text of ['evt_', 'in_1', 'evt_1 evt_2', 'ed_../x', 'red_1']) expect(pastedId(text)).toBeUndefined();
  });
});

describe('the list', () => {
  it('goes round', () => {
    expect([moved(0, -1, 3), moved(2, 1, 3), moved(1, 1, 3), moved(0, 1, 0)]).toEqual([2, 0, 2, 0]);
  });
});

describe('the sheet of shortcuts', () => {
  const groups = shortcutGroups([{ name: 'overview', keys: 'g o' }, { keys: 'c' }, { name: 'health' }], false);

  it('has the pages that have keys, and what creates', () => {
    expect(groups.find(({ name }) => name === 'go')?.shortcuts).toEqual([
      { name: 'overview', keys: ['g o'] },
      { name: 'create', keys: ['c'] },
    ]);
  });

  it('names the key of the keyboard that is there', () => {
    const palette = (mac: boolean) => shortcutGroups([], mac)[0]?.shortcuts[0]?.keys;
    expect(palette(true)).toEqual(['⌘ K']);
    expect(palette(false)).toEqual(['Ctrl K']);
  });
});
