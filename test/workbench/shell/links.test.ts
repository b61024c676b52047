import { expect, test } from 'vitest';
import { readAddress } from '../../../workbench/src/delivery/filter/address.ts';
import { links } from '../../../workbench/src/shell/links.ts';

const opened = (address: string) => readAddress(address.split('?')[1] ?? '').opened;

test("the link of a delivery opens it, and says whose event it is where that is another account's", () => {
  const own = links.deliveryOf('ed_1', { event: 'evt_1', account: 'acct_own' }, 'acct_own');
  expect(own).toBe('/destinations/ed_1/deliveries?event=evt_1');
  expect(opened(own)).toEqual({ event: 'evt_1' });
  const others = links.deliveryOf('ed_1', { event: 'evt_1', account: 'acct_shop' }, 'acct_own');
  expect(opened(others)).toEqual({ event: 'evt_1', account: 'acct_shop' });
});
