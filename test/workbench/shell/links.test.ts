import { expect, test } from 'vitest';
import { readListView } from '../../../workbench/src/delivery/filter/list-view.ts';
import { links } from '../../../workbench/src/shell/links.ts';

const opened = (address: string) => readListView(address.split('?')[1] ?? '').opened;

test('the link to a delivery opens it, and names the account when it is another one', () => {
  const own = links.deliveryOf('ed_1', { event: 'evt_1', account: 'acct_own' }, 'acct_own');
  expect(own).toBe('/destinations/ed_1/deliveries?event=evt_1');
  expect(opened(own)).toEqual({ event: 'evt_1' });
  const others = links.deliveryOf('ed_1', { event: 'evt_1', account: 'acct_shop' }, 'acct_own');
  expect(opened(others)).toEqual({ event: 'evt_1', account: 'acct_shop' });
});
