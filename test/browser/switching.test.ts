/** Switching the session, the mode or the account of an open page. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorkbench, type Workbench } from './workbench.ts';

let workbench: Workbench;
beforeAll(async () => {
  workbench = await startWorkbench(() => ({ status: 500 }));
});
afterAll(() => workbench.stop());

const LIVE = /^Live/;

test('a link opens in a tab where the Workbench is already open, and its token is removed from the URL', async () => {
  const { api, open } = workbench;
  await api.post('/v1/accounts', { id: 'acct_here', name: 'Here' });
  const { url } = await api.post('/v1/workbench_sessions', { account: 'acct_here' });
  const { page, quiet } = await open('/');
  await page.getByRole('button', { name: 'Mode: Sandbox' }).waitFor();
  await page.evaluate(`location.hash = ${JSON.stringify(new URL(url).hash)}`);
  await page.getByText('This session expires').waitFor();
  expect(page.url()).not.toContain('session');
  await quiet();
});

test('a late response that rejects the key of the other mode does not end the session in this mode', async () => {
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
  // The response is processed before the next page is shown.
  await page.getByRole('link', { name: 'Health' }).click();
  await page.getByRole('heading', { name: 'Health', level: 1 }).waitFor();
  expect(await page.getByText('Your session has expired').count()).toBe(0);
  await page.getByRole('button', { name: 'Mode: Live' }).waitFor();
  await page.context().close();
});

test('switching the mode asks for confirmation when a form has unsaved changes', async () => {
  const { id } = await workbench.api.createWebhook(`${workbench.receiver.url}/hook`, { name: 'Kept' });
  const { page, quiet } = await workbench.open(`/destinations/${id}/edit`);
  await page.getByLabel('Name', { exact: true }).fill('Changed');
  await page.getByRole('button', { name: 'Mode: Sandbox' }).click();
  await page.getByRole('menuitemcheckbox', { name: LIVE }).click();
  await page.getByRole('button', { name: 'Stay on this page' }).click();
  expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Changed');
  await quiet();
});

test('a delivery of an event of another account links to the event and switches to that account', async () => {
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
  // In that account, the destination belongs to the platform and is read-only.
  await page.getByRole('button', { name: 'All shops', exact: true }).click();
  await page.getByText('This destination belongs to the platform').first().waitFor();
  await quiet();
});
