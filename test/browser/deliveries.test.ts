import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../doubles/receiver.ts';
import type { Json } from '../e2e/client.ts';
import { startWorkbench, type Workbench } from './workbench.ts';

/** Ten minutes take 2 s, an hour takes 12 s. */
const TIME_SCALE = 300;
const MANY = 300;
const PAGE = 20;

const DESTINATIONS = '/v2/core/event_destinations';

let workbench: Workbench;
let many: string;

beforeAll(async () => {
  workbench = await startWorkbench(({ path }, before) => {
    // The next attempt is 24 s later, which is enough to read the countdown on a busy machine.
    if (path === '/twice' && before === 1) {
      return { status: 503, headers: { 'retry-after': '7200' }, body: 'in maintenance' };
    }
    if (path === '/twice' && before < 2) return { status: 503, body: 'in maintenance' };
    // The next attempt is 96 s later, so the delivery stays pending during the test.
    if (path === '/busy') return { status: 503, headers: { 'retry-after': '28800' } };
    return { status: 200, body: 'thanks' };
  }, TIME_SCALE);
  const { api } = workbench;
  many = await destination('/many', { enabled_events: ['order.*'] });
  const events = Array.from({ length: MANY }, (_, n) => ({ type: 'order.created', data: { object: { n } } }));
  for (let from = 0; from < MANY; from += 100) {
    await api.post('/v1/events/batch', { events: events.slice(from, from + 100) });
  }
  await until('all are on record', async () => (await delivered(many)) === MANY);
});
afterAll(() => workbench?.stop());

const destination = async (path: string, over: object): Promise<string> =>
  (await workbench.api.createWebhook(workbench.receiver.url + path, { name: path.slice(1), ...over })).id;

async function delivered(id: string): Promise<number> {
  let count = 0;
  for (let url = `${DESTINATIONS}/${id}/deliveries?status=delivered&limit=100`; url; ) {
    const page: Json = await workbench.api.get(url);
    count += page.data.length;
    url = page.next_page_url;
  }
  return count;
}

const publish = async (type: string): Promise<string> => (await workbench.api.publish(type, { id: 'obj_1' })).id;

const attempted = (id: string, event: string) =>
  until('it was attempted', async () => (await workbench.api.delivery(id, event)).body.attempt_count > 0);

const rowOf = (page: Page, event: string) => page.getByRole('row').filter({ has: page.getByText(event) });
const panelOf = (page: Page) => page.getByRole('region', { name: 'Delivery' });
/** Event ids in the order of the list. */
const listed = (page: Page) => page.getByRole('rowheader').getByRole('link').allInnerTexts();
const openedIn = (page: Page) => new URL(page.url()).searchParams.get('event');

test('a delivery that fails twice is shown until it is delivered, without a reload', async () => {
  const id = await destination('/twice', { enabled_events: ['invoice.*'] });
  const { page, quiet } = await workbench.open(`/destinations/${id}/deliveries`);
  await page.getByText('No deliveries').waitFor();
  await page.evaluate('window.sameDocument = true');
  const event = await publish('invoice.paid');

  const row = rowOf(page, event);
  await row.getByText('Pending').waitFor();
  await row.getByRole('link', { name: event }).click();
  const panel = panelOf(page);
  await panel.getByText('Attempt 2 · HTTP 503').waitFor();
  await panel.getByText('Attempt 1 · HTTP 503').waitFor();
  await panel.getByText('in maintenance').first().waitFor();
  const left = async () => Number(/in (\d+) sec/.exec(await panel.getByText(/^in \d+ sec$/).innerText())?.[1]);
  const first = await left();
  expect(first).toBeLessThanOrEqual(24);
  await expect.poll(left).toBeLessThan(first);
  await panel.getByText('1 further retry scheduled').click();
  expect(await panel.getByRole('list', { name: 'Scheduled retries' }).getByRole('listitem').count()).toBe(1);

  await panel.getByText('Attempt 3 · HTTP 200').waitFor();
  await panel.getByText('Delivered', { exact: true }).waitFor();
  await panel.getByText('None', { exact: true }).waitFor();
  await row.getByText('Delivered').waitFor();
  expect(await page.evaluate('window.sameDocument')).toBe(true);
  expect(workbench.receiver.at('/twice')).toHaveLength(3);
  await quiet();
});

test('a manual resend reaches the endpoint, and its attempt is shown as manual', async () => {
  const id = await destination('/again', { enabled_events: ['customer.*'] });
  const event = await publish('customer.created');
  await attempted(id, event);
  const { page, quiet } = await workbench.open(`/destinations/${id}/deliveries?event=${event}`);
  const panel = panelOf(page);
  await panel.getByText('Attempt 1 · HTTP 200').waitFor();
  expect(await panel.getByText(/^Manual · /).count()).toBe(0);
  await panel.getByRole('button', { name: 'Resend' }).click();
  await panel.getByText('Attempt 2 · HTTP 200').waitFor();
  await panel.getByText(/^Manual · /).waitFor();
  expect(workbench.receiver.at('/again').map(({ headers }) => headers['webhook-id'])).toEqual([event, event]);
  await quiet();
});

test('the selected deliveries are resent together, and no others', async () => {
  const id = await destination('/some', { enabled_events: ['product.*'] });
  const events = await Promise.all(Array.from({ length: 5 }, () => publish('product.created')));
  for (const event of events) await attempted(id, event);
  const { page, quiet } = await workbench.open(`/destinations/${id}/deliveries`);
  const chosen = events.slice(1, 4);
  for (const event of chosen) {
    await page.getByRole('checkbox', { name: `Select delivery of event ${event}` }).check();
  }
  await page.getByRole('button', { name: 'Resend 3 deliveries' }).click();
  const dialog = page.getByRole('dialog', { name: 'Resend 3 deliveries?' });
  await dialog.getByText('3 of them are already delivered.').waitFor();
  await dialog.getByRole('button', { name: 'Resend 3 deliveries' }).click();
  await page.getByText('3 resends requested').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
  const times = (event: string) =>
    workbench.receiver.at('/some').filter(({ headers }) => headers['webhook-id'] === event).length;
  await until('each has arrived again', () => chosen.every((event) => times(event) === 2));
  await expect.poll(() => page.getByRole('cell', { name: '2', exact: true }).count()).toBe(3);
  expect(workbench.receiver.at('/some')).toHaveLength(8);
  await quiet();
});

test('a filter by status and type is stored in the URL, survives a reload and is sent to the API', async () => {
  const id = await destination('/busy', { enabled_events: ['subscription.*', 'refund.*'] });
  const healthy = await destination('/fine', { enabled_events: ['refund.*'] });
  const [created, refund] = [await publish('subscription.created'), await publish('refund.created')];
  for (const event of [created, refund]) await attempted(id, event);
  await attempted(healthy, refund);
  const { page, quiet } = await workbench.open(`/destinations/${id}/deliveries`);
  await expect.poll(() => listed(page)).toHaveLength(2);
  const filter = page.getByRole('combobox', { name: 'Filter deliveries' });
  const choose = async (typed: string, name: RegExp) => {
    await filter.fill(typed);
    await page.getByRole('option', { name }).click();
  };
  await choose('Pending', /Status.*Pending/);
  await page.waitForURL(/status=pending/);
  await choose('refund.created', /Event type.*refund\.created/);
  await page.waitForURL(/type=refund\.created/);
  await expect.poll(() => listed(page)).toEqual([refund]);

  const asked = page.waitForRequest(
    (request) => new URL(request.url()).pathname.endsWith(`/${id}/deliveries`) && request.resourceType() === 'fetch',
  );
  await page.reload();
  const { searchParams } = new URL((await asked).url());
  expect([searchParams.get('status'), searchParams.getAll('types[]')]).toEqual(['pending', ['refund.created']]);
  expect(new URL(page.url()).search).toBe('?status=pending&type=refund.created');
  await expect.poll(() => listed(page)).toEqual([refund]);

  await page.goto(`${workbench.platform.url}/destinations/${id}/deliveries?status=delivered`);
  await page.getByText('No matching deliveries').waitFor();
  await page.getByRole('button', { name: 'Clear filter' }).first().click();
  await expect.poll(() => listed(page)).toHaveLength(2);
  expect(new URL(page.url()).search).toBe('');
  await quiet();
});

test('j and k move through the list, Enter opens a delivery, and Escape closes it', async () => {
  const { page, quiet } = await workbench.open(`/destinations/${many}/deliveries`);
  await expect.poll(() => listed(page)).toHaveLength(PAGE);
  // New deliveries are not inserted while the focus is in the rows.
  await page.keyboard.press('j');
  const events = await listed(page);
  const focused = () => page.evaluate<string>('document.activeElement.innerText');
  expect(await focused()).toBe(events[0]);
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  expect(await focused()).toBe(events[1]);
  await page.keyboard.press('Enter');
  await panelOf(page).getByText('Attempt 1 · HTTP 200').waitFor();
  expect(openedIn(page)).toBe(events[1]);
  await page.keyboard.press('j');
  await expect.poll(() => openedIn(page)).toBe(events[2]);
  await panelOf(page).getByText(String(events[2])).first().waitFor();
  await page.keyboard.press('Escape');
  await panelOf(page).waitFor({ state: 'detached' });
  expect(openedIn(page)).toBeNull();
  expect(await focused()).toBe(events[2]);
  await quiet();
});

test('a link opens a delivery, and going back closes it', async () => {
  const { data } = await workbench.api.get(`${DESTINATIONS}/${many}/deliveries?limit=3`);
  const { page, quiet } = await workbench.open(`/destinations/${many}/deliveries?event=${data[2].event}`);
  await panelOf(page).getByText('Attempt 1 · HTTP 200').waitFor();
  await page.goto(`${workbench.platform.url}/destinations/${many}/deliveries`);
  await page.getByRole('link', { name: data[1].event }).click();
  await panelOf(page).getByText('Attempt 1 · HTTP 200').waitFor();
  await page.goBack();
  await panelOf(page).waitFor({ state: 'detached' });
  await page.getByRole('link', { name: data[1].event, exact: true }).waitFor();
  await quiet();
});

test(`${MANY} deliveries are paged by the API: one call for each page, each delivery on one page`, async () => {
  const path = `${DESTINATIONS}/${many}/deliveries`;
  const { page, quiet } = await workbench.open('/shell');
  const asked: URL[] = [];
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.pathname === path) asked.push(url);
  });
  const answered = page
    .waitForResponse((response) => new URL(response.url()).pathname === path)
    .then(() => asked.length);
  await page.goto(`${workbench.platform.url}/destinations/${many}/deliveries`);
  expect(await answered).toBe(1);
  await expect.poll(() => listed(page)).toHaveLength(PAGE);
  await page.getByRole('checkbox', { name: 'Update automatically' }).uncheck();
  const seen = new Set(await listed(page));
  const next = page.getByRole('button', { name: 'Next page' });
  for (let n = 1; n < MANY / PAGE; n++) {
    const before = asked.length;
    await next.click();
    await expect.poll(async () => (await listed(page)).filter((event) => !seen.has(event)).length).toBe(PAGE);
    expect(
      asked.slice(before).map(({ searchParams }) => [searchParams.has('page'), searchParams.get('limit')]),
    ).toEqual([[true, String(PAGE)]]);
    for (const event of await listed(page)) seen.add(event);
  }
  expect(seen.size).toBe(MANY);
  expect(await next.isDisabled()).toBe(true);
  await page.getByRole('button', { name: 'Newest' }).click();
  await expect.poll(() => new URL(page.url()).search).toBe('');
  await quiet();
});

test('deliveries of another account are not accessible', async () => {
  const { api, receiver, platform } = workbench;
  const as = async (account: string) => {
    await api.post('/v1/accounts', { id: account, name: account });
    const acting = { 'stripe-context': account, 'stripe-account': account };
    const made: Json = await api.post(
      DESTINATIONS,
      {
        name: `Of ${account}`,
        type: 'webhook_endpoint',
        event_payload: 'snapshot',
        enabled_events: ['*'],
        webhook_endpoint: { url: `${receiver.url}/${account}` },
      },
      acting,
    );
    const event: Json = await api.publish('invoice.paid', { id: account }, {}, acting);
    await until('it has arrived', () => receiver.at(`/${account}`).length > 0);
    const session = await api.post('/v1/workbench_sessions', { account });
    return { id: made.id as string, event: event.id as string, path: new URL(session.url) };
  };
  const [mine, theirs] = [await as('acct_mine'), await as('acct_theirs')];
  const { page, quiet } = await workbench.open(`${mine.path.pathname}${mine.path.hash}`);
  await page.getByText('This session expires').waitFor();
  await page.goto(`${platform.url}/destinations/${mine.id}/deliveries`);
  await expect.poll(() => listed(page)).toEqual([mine.event]);
  for (const path of ['/', '/destinations', '/events', '/health', `/destinations/${mine.id}`]) {
    await page.goto(platform.url + path);
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    await page.waitForLoadState('networkidle');
    expect(await page.getByRole('main').innerText()).not.toMatch(/acct_theirs/);
  }
  const state = await page.context().storageState();
  const kept = await page.evaluate<string>('JSON.stringify({ ...sessionStorage })');
  await quiet();

  // Refused calls are logged on the console, so this page is not checked with `quiet`.
  const { page: other } = await workbench.open('/config.json', { storageState: state });
  await other.evaluate(`Object.assign(sessionStorage, ${kept})`);
  const answers = new Set<number>();
  other.on('response', (response) => {
    const asked = response.request().resourceType() === 'fetch' ? response.url() : '';
    if (asked.includes(theirs.id) || asked.includes(theirs.event)) answers.add(response.status());
  });
  for (const [path, text] of [
    [`/destinations/${mine.id}/deliveries?event=${theirs.event}`, 'Delivery not found'],
    [`/destinations/${theirs.id}/deliveries?event=${theirs.event}`, 'Destination not found'],
    [`/events/${theirs.event}`, 'Event not found'],
  ] as const) {
    await other.goto(platform.url + path);
    await other.getByText(text).first().waitFor();
  }
  expect([...answers]).toEqual([404]);
  await other.context().close();
});
