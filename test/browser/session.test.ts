import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWorkbench, type Workbench } from './workbench.ts';

let workbench: Workbench;
beforeAll(async () => {
  workbench = await startWorkbench();
});
afterAll(() => workbench.stop());

/** A link for an account of its own, with one destination in it. */
async function link(account: string, over: object = {}) {
  const { api, platform } = workbench;
  await api.post('/v1/accounts', { id: account, name: `Shop ${account}` });
  const destination = await api.post(
    '/v2/core/event_destinations',
    {
      name: `Hook of ${account}`,
      type: 'webhook_endpoint',
      event_payload: 'snapshot',
      enabled_events: ['*'],
      webhook_endpoint: { url: `${workbench.receiver.url}/${account}` },
    },
    { 'stripe-context': account },
  );
  const session = await api.post('/v1/workbench_sessions', { account, ...over });
  expect(session.url).toMatch(`${platform.url}/#session=ws_`);
  return { destination, id: session.id as string, path: session.url.slice(platform.url.length) as string };
}

describe('signing in', () => {
  test('is not needed on the local platform, and every page can switch the mode', async () => {
    const { page, quiet } = await workbench.open('/');
    for (const path of ['/', '/destinations', '/events', '/health', '/builder', '/shell']) {
      await page.goto(workbench.platform.url + path);
      await page.getByRole('button', { name: 'Mode: Sandbox' }).waitFor();
    }
    await page.getByRole('button', { name: 'Mode: Sandbox' }).click();
    await page.getByRole('menuitemcheckbox', { name: /^Live/ }).click();
    await page.getByRole('button', { name: 'Mode: Live' }).waitFor();
    await quiet();
  });

  test('with a link shows its account, removes the token from the URL, and survives a reload', async () => {
    const { path } = await link('acct_link');
    const { page, quiet } = await workbench.open(path);
    await page.getByText('This session expires').waitFor();
    expect(page.url()).not.toContain('session');
    await page.goto(`${workbench.platform.url}/destinations`);
    await page.getByRole('link', { name: 'Hook of acct_link' }).first().waitFor();
    await page.getByText('This session expires').waitFor();
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Account: acct_platform' }).waitFor();
    await quiet();
  });

  test('with a revoked link reports that the session has expired, and accepts a key instead', async () => {
    const { path, id } = await link('acct_revoked');
    await workbench.api.call('DELETE', `/v1/workbench_sessions/${id}`);
    const { page } = await workbench.open(path);
    await page.getByText('Your session has expired').waitFor();
    await page.getByLabel('API key').fill('sk_test_nobody');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('The API key is not valid').waitFor();
    await page.getByLabel('API key').fill(workbench.platform.keys.sandbox);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: 'Mode: Sandbox' }).waitFor();
    await page.context().close();
  });
});

test('the platform can switch to another account and back', async () => {
  const { destination } = await link('acct_switched');
  const { page, quiet } = await workbench.open('/destinations');
  const account = page.getByRole('button', { name: /^Account: / });
  await account.click();
  await page.getByRole('menuitemcheckbox', { name: /Shop acct_switched/ }).click();
  await page.getByRole('link', { name: destination.name }).first().waitFor();
  await account.click();
  await page.getByRole('menuitemcheckbox', { name: /Platform account/ }).click();
  await expect.poll(() => page.getByRole('link', { name: destination.name }).count()).toBe(0);
  await quiet();
});

test('the page follows the language and the color scheme of the browser', async () => {
  const { page, quiet } = await workbench.open('/builder', { locale: 'ja-JP', colorScheme: 'dark' });
  await page.getByRole('heading', { name: 'エンドポイントビルダー' }).waitFor();
  expect(await page.evaluate('[document.documentElement.lang, document.body.className]')).toEqual([
    'ja',
    expect.stringContaining('dark'),
  ]);
  await quiet();
});
