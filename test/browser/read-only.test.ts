import { readFileSync } from 'node:fs';
import type { ElementHandle, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../doubles/receiver.ts';
import type { Json } from '../e2e/client.ts';
import { startWorkbench, type Workbench } from './workbench.ts';

const ACCOUNT = 'acct_reader';
const AS_ACCOUNT = { 'stripe-context': ACCOUNT, 'stripe-account': ACCOUNT };
const DESTINATIONS = '/v2/core/event_destinations';

let workbench: Workbench;
let healthy: string;
let failing: string;
let disabled: string;
let event: string;

beforeAll(async () => {
  workbench = await startWorkbench(({ path }) => ({ status: path === '/failing' ? 500 : 200, body: 'a response' }));
  const { api, receiver } = workbench;
  await api.post('/v1/accounts', { id: ACCOUNT, name: 'Reader' });
  const create = async (name: string): Promise<string> => {
    const body = {
      name,
      type: 'webhook_endpoint',
      event_payload: 'snapshot',
      enabled_events: ['*'],
      webhook_endpoint: { url: `${receiver.url}/${name.toLowerCase()}` },
    };
    return (await api.post(DESTINATIONS, body, AS_ACCOUNT)).id;
  };
  [healthy, failing, disabled] = [await create('Healthy'), await create('Failing'), await create('Disabled')];
  await api.post(`${DESTINATIONS}/${disabled}/disable`, {}, AS_ACCOUNT);
  event = (await api.publish('invoice.paid', { id: 'in_1', object: 'invoice', total: 4200 }, {}, AS_ACCOUNT)).id;
  await until('both were attempted', () => ['/healthy', '/failing'].every((path) => receiver.at(path).length > 0));
  await until('that is on record', async () => {
    const { data }: Json = await api.get(`/v1/events/${event}/deliveries`, AS_ACCOUNT);
    return data.filter(({ delivery }: Json) => delivery?.attempt_count > 0).length === 2;
  });
});
afterAll(() => workbench?.stop());

/** Opens a page with a Workbench session, and records the calls that are not reads. */
async function openByLink(readOnly: boolean) {
  const { api, platform } = workbench;
  const session: Json = await api.post('/v1/workbench_sessions', { account: ACCOUNT, read_only: readOnly });
  const { page, quiet } = await workbench.open(session.url.slice(platform.url.length));
  await page.getByText('This session expires').waitFor();
  const changes: string[] = [];
  page.on('request', (request) => {
    if (request.method() !== 'GET') changes.push(`${request.method()} ${new URL(request.url()).pathname}`);
  });
  return { page, quiet, changes };
}

/** Opens a page and waits until its data is loaded. */
async function show(page: Page, path: string) {
  await page.goto(workbench.platform.url + path);
  await page
    .getByRole('heading', { level: 1 })
    .or(page.getByText('You don’t have permission to create'))
    .first()
    .waitFor();
  await page.waitForLoadState('networkidle');
}

const CLOSES = /^(Close|Cancel)\b/;

/**
 * Clicks every enabled button, also in the menus and dialogs that open, and returns to the page when a button leaves it.
 * Buttons with the same text do the same, so one of them is enough.
 * @returns the texts of the buttons that were clicked
 */
async function clickEverything(page: Page, path: string): Promise<Set<string>> {
  const clicked = new Set<string>();
  const start = new URL(path, workbench.platform.url);
  await show(page, path);
  for (;;) {
    if (page.url() !== start.href) await show(page, path);
    // While a dialog or menu is open, only its buttons can be clicked.
    const opened = page.getByRole('dialog').or(page.getByRole('menu')).or(page.getByRole('listbox'));
    const over = opened.filter({ visible: true });
    const covered = (await over.count()) > 0;
    const buttons = covered
      ? over.getByRole('button', { disabled: false }).or(over.getByRole('menuitem', { disabled: false }))
      : page.getByRole('main').getByRole('button', { disabled: false });
    // Handles, because a page that is refreshed in the meantime can have other buttons at the same index.
    const found = await buttons.elementHandles();
    const names = await Promise.all(
      found.map((handle) =>
        handle.evaluate((one: HTMLElement) =>
          one.checkVisibility() ? (one.getAttribute('aria-label') ?? one.textContent ?? '') : '',
        ),
      ),
    );
    const left = names.flatMap((name, index) => (name === '' || clicked.has(name) ? [] : [index]));
    // Buttons that close come last, because a closed dialog has no other buttons.
    const at = left.find((index) => !CLOSES.test(names[index] ?? '')) ?? left[0] ?? -1;
    if (at < 0 && !covered) return clicked;
    if (at < 0) {
      await page.keyboard.press('Escape');
      // Reloads the page when Escape does not close the dialog.
      if ((await over.count()) > 0) await show(page, path);
      continue;
    }
    const button = found[at] as ElementHandle;
    try {
      await button.click();
    } catch (error) {
      // Another button may have replaced it. It is clicked next.
      if (await button.evaluate((one) => one.isConnected)) throw error;
      continue;
    }
    clicked.add(names[at] ?? '');
  }
}

describe('a read-only link', () => {
  const pages: [string, () => string, () => (string | RegExp)[]][] = [
    ['the overview', () => '/', () => ['Healthy', 'Failing']],
    ['the destinations', () => '/destinations', () => ['Healthy', 'Failing', 'Disabled']],
    ['a destination', () => `/destinations/${failing}`, () => ['Failing']],
    [
      'a disabled one',
      () => `/destinations/${disabled}`,
      () => ['This destination is disabled and receives no events'],
    ],
    ['its deliveries', () => `/destinations/${failing}/deliveries`, () => [event, 'Pending']],
    [
      'one delivery',
      () => `/destinations/${healthy}/deliveries?event=${event}`,
      () => ['Attempt 1 · HTTP 200', 'a response', /"total": 4200/],
    ],
    ['its recoveries', () => `/destinations/${failing}/recoveries`, () => ['No recoveries']],
    ['its form', () => `/destinations/${failing}/edit`, () => ['You don’t have permission to edit destinations']],
    ['the wizard', () => '/destinations/new', () => ['You don’t have permission to create destinations']],
    ['the events', () => '/events', () => [event]],
    ['one event', () => `/events/${event}`, () => ['Healthy', 'Failing', /"total": 4200/]],
    ['the health', () => '/health', () => ['Failing']],
    ['the builder', () => '/builder', () => [/WEBHOOK_SECRET/]],
    ['the API explorer', () => '/shell', () => ['List events']],
  ];

  test.each(pages)('shows %s, and no button there changes data', async (_what, path, texts) => {
    const { page, quiet, changes } = await openByLink(true);
    await show(page, path());
    await page.getByText('This link is read-only. You can view all data, but you can’t change anything.').waitFor();
    for (const text of texts()) await page.getByText(text).first().waitFor();
    await clickEverything(page, path());
    expect(changes).toEqual([]);
    await quiet();
  });

  test('changes no data by keyboard or command palette', async () => {
    const { page, quiet, changes } = await openByLink(true);
    await show(page, `/destinations/${healthy}/deliveries`);
    await page.getByRole('link', { name: event }).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('r');
    await page.keyboard.press('c');
    await page.keyboard.press('Control+k');
    const palette = page.getByRole('dialog', { name: 'Search pages and actions' });
    await palette.getByRole('combobox').fill('Create destination');
    await palette.getByText('Your key doesn’t have permission to create destinations.').waitFor();
    await page.keyboard.press('Enter');
    await palette.getByRole('combobox').fill('Publish sample');
    await palette.getByText('Your key doesn’t have permission to publish events.').waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await palette.waitFor({ state: 'detached' });
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(new URL(page.url()).pathname).toBe(`/destinations/${healthy}/deliveries`);
    expect(changes).toEqual([]);
    await quiet();
  });

  test('runs no call in the API explorer that changes data', async () => {
    const { page, quiet, changes } = await openByLink(true);
    for (const [operation, scope] of [
      ['createEventDestination', 'destinations:write'],
      ['publishEvent', 'events:publish'],
      ['retryEvent', 'deliveries:retry'],
    ]) {
      await show(page, `/shell?operation=${operation}`);
      await page.getByText(`Your key doesn’t have the scope ${scope}, which this call requires.`).waitFor();
      const run = page.getByRole('button', { name: 'Run call', exact: true });
      expect(await run.isDisabled()).toBe(true);
      // The keyboard cannot run it, either.
      await page.getByRole('main').getByRole('textbox').first().press('Enter');
    }
    await show(page, '/shell?operation=listEvents');
    await page.getByRole('button', { name: 'Run call', exact: true }).click();
    await page.getByText(/^Status 200 in/).waitFor();
    expect(changes).toEqual([]);
    await quiet();
  });
});

test('with a link that has all permissions, the same clicks change data', async () => {
  const { page, changes } = await openByLink(false);
  await clickEverything(page, `/destinations/${healthy}/deliveries?event=${event}`);
  expect(changes).toContain(`POST /v1/events/${event}/retry`);
  await page.context().close();
});

test('the builder generates the code for the selected options, and downloads what it shows', async () => {
  const { page, quiet } = await workbench.open('/builder', { permissions: ['clipboard-read', 'clipboard-write'] });
  await page
    .getByText(/from 'express'/)
    .first()
    .waitFor();
  await page.getByRole('button', { name: /^Framework/ }).click();
  await page.getByRole('option', { name: /Flask/ }).click();
  await page
    .getByText(/from flask import/)
    .first()
    .waitFor();
  await page.getByRole('button', { name: /Event types/ }).click();
  await page.getByRole('option', { name: /^invoice\.paid\b/ }).click();
  await page.getByRole('option', { name: /^order\.created\b/ }).click();
  await page.keyboard.press('Escape');
  await page
    .getByText(/invoice\.paid/)
    .first()
    .waitFor();
  await expect
    .poll(() => [...new URL(page.url()).searchParams])
    .toEqual([
      ['framework', 'python-flask'],
      ['payload', 'snapshot'],
      ['types', 'invoice.paid,order.created'],
    ]);

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page
      .getByRole('button', { name: /^Download / })
      .first()
      .click(),
  ]);
  const code = readFileSync(await download.path(), 'utf8');
  expect(code).toContain('from flask import');
  for (const type of ['invoice.paid', 'order.created']) expect(code).toContain(type);
  const file = download.suggestedFilename();
  expect(await page.getByRole('tab', { selected: true }).first().innerText()).toContain(file);
  const panel = page.getByRole('tabpanel').filter({ has: page.getByRole('button', { name: `Download ${file}` }) });
  await panel.getByRole('button', { name: 'Copy' }).click();
  await expect.poll(() => page.evaluate('navigator.clipboard.readText()')).toBe(code);
  const flat = (text: string) => text.replace(/[\s\u200b]+/g, '');
  const shown = (
    await panel
      .getByRole('table')
      .or(panel.getByLabel(`Code of ${file}`))
      .first()
      .innerText()
  )
    .split('\n')
    .map((line) => line.replace(/^\d+\t/, ''))
    .join('\n');
  expect(flat(shown)).toContain(flat(code));

  await page.reload();
  await page
    .getByText(/from flask import/)
    .first()
    .waitFor();
  await page.getByText('2 event types selected').waitFor();
  await quiet();
});

test('the API explorer runs a call that lists and one that writes, and shows both as code', async () => {
  const { page, quiet } = await workbench.open('/shell');
  const choose = async (operation: string) => {
    await page.getByRole('button', { name: /^Operation/ }).click();
    await page
      .getByRole('combobox', { name: 'Find operations' })
      .or(page.getByLabel('Find operations'))
      .first()
      .fill(operation);
    await page.getByRole('option', { name: operation }).first().click();
    await page.getByRole('heading', { name: operation, exact: true, level: 2 }).waitFor();
  };
  const run = async () => {
    await page.getByRole('button', { name: 'Run call', exact: true }).click();
    await page.getByText(/^Status \d+ in/).waitFor();
    return page.getByText(/^Status \d+ in/).innerText();
  };
  await choose('Publish an event');
  await page.getByText('This call changes data in sandbox mode.').waitFor();
  await page.getByRole('button', { name: 'Run call', exact: true }).click();
  await page.getByText('Enter a value.').first().waitFor();
  await page.getByRole('textbox', { name: 'type', exact: true }).fill('shell.tried');
  await page.getByRole('textbox', { name: 'data.object', exact: true }).fill('{ "id": "obj_shell" }');
  await page
    .getByText(/"type":"shell\.tried"/)
    .first()
    .waitFor();
  expect(await run()).toMatch(/^Status 200/);
  await page
    .getByText(/"obj_shell"/)
    .last()
    .waitFor();
  const [published]: Json[] = (await workbench.api.get('/v1/events?type=shell.tried')).data;
  expect(published.data.object).toEqual({ id: 'obj_shell' });

  await choose('List events');
  await page.getByRole('textbox', { name: 'type', exact: true }).fill('shell.tried');
  expect(await run()).toMatch(/^Status 200/);
  await page.getByText(new RegExp(published.id)).first().waitFor();
  await page.getByText(/curl '.*\/v1\/events\?type=shell\.tried'/).waitFor();
  await quiet();
});
