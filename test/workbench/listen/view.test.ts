import { describe, expect, it } from 'vitest';
import { LISTEN_PATH } from '../../../lib/workbench/page-rules.ts';
import {
  DEVICE_NAME,
  isWorkbenchSession,
  localListeners,
  statusTypeOf,
} from '../../../workbench/src/listen/sessions/sessions.ts';
import {
  fromTokens,
  INITIAL_VIEW,
  type ListenView,
  readView,
  toTokens,
  writeView,
} from '../../../workbench/src/listen/view.ts';
import { links } from '../../../workbench/src/shell/links.ts';

const read = (text: string) => readView(new URLSearchParams(text));

describe('the URL of the page', () => {
  it('contains the view and is read back as the same view', () => {
    const all: ListenView[] = [
      INITIAL_VIEW,
      { types: ['invoice.*', 'a.b'], texts: ['in_1 & 2', '"paid"'], session: 'lst_1' },
    ];
    for (const view of all) expect(readView(writeView(new URLSearchParams(), view))).toEqual(view);
  });

  it('can be typed: empty values are ignored', () => {
    expect(read('type=&type=a.*&type=a.*&text=%20&session=')).toEqual({
      types: ['a.*'],
      texts: [],
      session: undefined,
    });
  });

  it('keeps other parameters', () => {
    expect(writeView(new URLSearchParams('other=1&type=old'), INITIAL_VIEW).toString()).toBe('other=1');
  });

  it('differs from the path of the WebSocket, from which the page cannot be loaded', () => {
    const addresses = [links.listen, links.listeners, links.listenResponses('lst_1')];
    for (const address of addresses) expect(new URL(address, 'http://page').pathname).not.toBe(LISTEN_PATH);
  });
});

describe('the filter field', () => {
  it('has a token for each type and text', () => {
    const filter = { types: ['invoice.*'], texts: ['cus_1'] };
    expect(fromTokens(toTokens(filter))).toEqual(filter);
  });

  it('treats a text that ends with a star as a type pattern, and any other as a text', () => {
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

  it('of the Workbench are not local listeners, but a forwarding device with the same name is', () => {
    const [page, machine, named] = [
      session(DEVICE_NAME, null),
      session(null, null),
      session(DEVICE_NAME, 'http://localhost:3000'),
    ];
    expect(isWorkbenchSession(page)).toBe(true);
    expect(localListeners([page, machine, named])).toEqual([machine, named]);
  });

  it('have responses that are successes, warnings or errors', () => {
    expect([200, 299, 301, 404, 500, 0, 199].map(statusTypeOf)).toEqual([
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
