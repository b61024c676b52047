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

describe('the search', () => {
  it('lists all entries in order for an empty text', () => {
    expect(found('  ')).toEqual(ENTRIES.map(({ label }) => label));
  });

  it('ranks the start of a name before the start of a word, and that before the middle', () => {
    expect(found('event')).toEqual(['Events', 'Publish a sample event', 'Prevent fraud']);
  });

  it('requires every word, in any order', () => {
    expect(found('event publish')).toEqual(['Publish a sample event']);
    expect(found('event nothing')).toEqual([]);
  });

  it('finds entries by initials and by keywords such as a URL', () => {
    expect(found('cd')).toEqual(['Create destination']);
    expect(found('shop.test')).toEqual(['Prevent fraud']);
  });

  it('ignores case, letter width and kana type', () => {
    expect(found('ＥＶＥＮＴＳ')).toEqual(['Events']);
    expect(found('いべんと')).toEqual(['Events', 'Publish a sample event']);
  });
});

describe('a pasted id', () => {
  it('opens the event, or the destination by either of its ids', () => {
    expect(pastedId(' evt_01ABC-x ')).toEqual({ kind: 'event', id: 'evt_01ABC-x' });
    expect(pastedId('ed_test_01A')).toEqual({ kind: 'destination', id: 'ed_test_01A' });
    expect(pastedId('we_test_01A')).toEqual({ kind: 'destination', id: 'ed_test_01A' });
  });

  it('is no other text', () => {
    for (const text of ['evt_', 'in_1', 'evt_1 evt_2', 'ed_../x', 'red_1']) expect(pastedId(text)).toBeUndefined();
  });
});

describe('the list', () => {
  it('wraps around', () => {
    expect([moved(0, -1, 3), moved(2, 1, 3), moved(1, 1, 3), moved(0, 1, 0)]).toEqual([2, 0, 2, 0]);
  });
});

describe('the list of shortcuts', () => {
  const groups = shortcutGroups([{ name: 'overview', keys: 'g o' }, { keys: 'c' }, { name: 'health' }], false);

  it('has the pages with keys, and the page that creates a destination', () => {
    expect(groups.find(({ name }) => name === 'go')?.shortcuts).toEqual([
      { name: 'overview', keys: ['g o'] },
      { name: 'create', keys: ['c'] },
    ]);
  });

  it('names the modifier key of the platform', () => {
    const palette = (mac: boolean) => shortcutGroups([], mac)[0]?.shortcuts[0]?.keys;
    expect(palette(true)).toEqual(['⌘ K']);
    expect(palette(false)).toEqual(['Ctrl K']);
  });
});
