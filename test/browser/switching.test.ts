/** What happens to a page when its session, mode or account becomes another. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorkbench, type Workbench } from './workbench.ts';

let workbench: Workbench;
beforeAll(async () => {
  workbench = await startWorkbench(() => ({ status: 500 }));
});
afterAll(() => workbench.stop());

const LIVE = /^Live/;

test('a link that is opened where the page is open already is taken, and leaves no token in the address', async () => {
  const { api, open } = workbench;
  await api.post('/v1/accounts', { id: 'acct_here', name: 'Here' });
  const { url } = await api.post('/v1/workbench_sessions', { account: 'acct_here' });
  const { page, quiet } = await open('/');
  await page.getByRole('button', { name: 'Mode: Sandbox' }).waitFor();
  await page.evaluate(`location.hash = ${JSON.stringify(new URL(url).hash)}`);
  await page.getByText('This session ends').waitFor();
  expect(page.url()).not.toContain('session');
  await quiet();
});

test('an answer that comes late, that the key of the other mode is not good, ends nothing in this mode', async () => {
  const { page } = await workbench.open('/events');
  await page.getByRole('button', { name: 'Mode: Sandbox' }).waitFor();
  const late = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  await page.route('**/v1/events?*', async (route) => {
    if (!route.request().headers().authorization?.includes('sk_test')) return route.continue();
    asked.resolve();
    await late.promise;
    await route.fulfill({ status: 401, json: { error: { code: 'authentication_error', message: 'Not known.' } } });
  });
  await asked.promise;
  await page.getByRole('button', { name: 'Mode: Sandbox' }).click();
  await page.getByRole('menuitemcheckbox', { name: LIVE }).click();
  await page.getByRole('button', { name: 'Mode: Live' }).waitFor();
  const answered = page.waitForResponse((response) => response.status() === 401);
  late.resolve();
  await answered;
  // What comes of that answer has come before the next page is there.
  await page.getByRole('link', { name: 'Health' }).click();
  await page.getByRole('heading', { name: 'Health', level: 1 }).waitFor();
  expect(await page.getByText('Your session has ended').count()).toBe(0);
  await page.getByRole('button', { name: 'Mode: Live' }).waitFor();
  await page.context().close();
});

test('another mode asks before it takes the place of a form that has been changed', async () => {
  const { id } = await workbench.api.createWebhook(`${workbench.receiver.url}/hook`, { name: 'Kept' });
  const { page, quiet } = await workbench.open(`/destinations/${id}/edit`);
  await page.getByLabel('Name', { exact: true }).fill('Changed');
  await page.getByRole('button', { name: 'Mode: Sandbox' }).click();
  await page.getByRole('menuitemcheckbox', { name: LIVE }).click();
  await page.getByRole('button', { name: 'Stay on the page' }).click();
  expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Changed');
  await quiet();
});

test("a delivery of another account's event leads to the event, seen as that account", async () => {
  const { api } = workbench;
  await api.post('/v1/accounts', { id: 'acct_shop', name: 'Corner Shop' });
  await api.createWebhook(`${workbench.receiver.url}/all`, { name: 'All shops', events_from: ['@accounts'] });
  const { id } = await api.publish(
    'invoice.paid',
    { id: 'in_1', object: 'invoice' },
    {},
    { 'stripe-account': 'acct_shop' },
  );
  const { page, quiet } = await workbench.open('/');
  await page.getByRole('link', { name: 'invoice.paid' }).first().click();
  await page.getByRole('button', { name: 'View event as acct_shop' }).click();
  await page.getByRole('heading', { name: 'invoice.paid', level: 1 }).waitFor();
  expect(page.url()).toContain(id);
  await page.getByRole('button', { name: 'Account: acct_shop' }).waitFor();
  // There the destination is the platform's, which can be seen and not be changed.
  await page.getByRole('button', { name: 'All shops', exact: true }).click();
  await page.getByText("It is the platform's own").first().waitFor();
  await quiet();
});
