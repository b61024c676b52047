import { describe, expect, it } from 'vitest';
import { LISTEN_PATH } from '../../../lib/workbench/page-rules.ts';
import {
  EVERYTHING,
  fromTokens,
  type Looked,
  readLooked,
  toTokens,
  writeLooked,
} from '../../../workbench/src/listen/address.ts';
import { DEVICE_NAME, isPages, localListeners, toneOf } from '../../../workbench/src/listen/sessions/sessions.ts';
import { links } from '../../../workbench/src/shell/links.ts';

const read = (text: string) => readLooked(new URLSearchParams(text));

describe('the address of the page', () => {
  it('says what is looked at, and is read back as the same', () => {
    const all: Looked[] = [
      EVERYTHING,
      { types: ['invoice.*', 'a.b'], texts: ['in_1 & 2', '"paid"'], session: 'lst_1' },
    ];
    for (const looked of all) expect(readLooked(writeLooked(new URLSearchParams(), looked))).toEqual(looked);
  });

  it('may be typed: what says nothing is left out', () => {
    expect(read('type=&type=a.*&type=a.*&text=%20&session=')).toEqual({
      types: ['a.*'],
      texts: [],
      session: undefined,
    });
  });

  it('leaves what belongs to others', () => {
    expect(writeLooked(new URLSearchParams('other=1&type=old'), EVERYTHING).toString()).toBe('other=1');
  });

  it('is not the one that sockets are opened at, which the page cannot be loaded from', () => {
    const addresses = [links.listen, links.listeners, links.listenAnswers('lst_1')];
    for (const address of addresses) expect(new URL(address, 'http://page').pathname).not.toBe(LISTEN_PATH);
  });
});

describe('the filter field', () => {
  it('has a token for each type and text', () => {
    const filter = { types: ['invoice.*'], texts: ['cus_1'] };
    expect(fromTokens(toTokens(filter))).toEqual(filter);
  });

  it('takes a text with a star at its end for a group of types, and any other for a text', () => {
    const typed = (value: string) => fromTokens([{ operator: ':', value }]);
    expect(typed(' invoice.* ')).toEqual({ types: ['invoice.*'], texts: [] });
    expect(typed('*')).toEqual({ types: ['*'], texts: [] });
    expect(typed('invoice.paid')).toEqual({ types: [], texts: ['invoice.paid'] });
    expect(typed('5 * 3')).toEqual({ types: [], texts: ['5 * 3'] });
    expect(typed('  ')).toEqual({ types: [], texts: [] });
  });
});

describe('sessions', () => {
  const session = (device_name: string | null, forward_to: string | null) =>
    ({ device_name, forward_to }) as Parameters<typeof localListeners>[0][number];

  it('of the Workbench are no local listeners; a machine of that name that forwards is one', () => {
    const [page, machine, named] = [
      session(DEVICE_NAME, null),
      session(null, null),
      session(DEVICE_NAME, 'http://localhost:3000'),
    ];
    expect(isPages(page)).toBe(true);
    expect(localListeners([page, machine, named])).toEqual([machine, named]);
  });

  it('have answers that are well, wrong, or neither', () => {
    expect([200, 299, 301, 404, 500, 0, 199].map(toneOf)).toEqual([
      'success',
      'success',
      'warning',
      'error',
      'error',
      'error',
      'error',
    ]);
  });
});
