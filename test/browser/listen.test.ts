import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Json } from '../e2e/client.ts';
import { startWorkbench, type Workbench } from './workbench.ts';

/** The navigation bar on narrow screens has an attribute that its role does not allow. */
const DESIGN_SYSTEM = 'nav[aria-orientation]';
const PROTOCOL = 'stripecli-devproxy-v1';

let workbench: Workbench;
beforeAll(async () => {
  workbench = await startWorkbench();
});
afterAll(() => workbench.stop());
// A page that is closed with its browser does not end its session.
beforeEach(async () => {
  const { api } = workbench;
  for (const { id } of await sessions()) await api.call('DELETE', `/v1/listen_sessions/${id}`);
});

const sessions = async (): Promise<Json[]> => (await workbench.api.get('/v1/listen_sessions')).data;

interface Created {
  readonly id: string;
  readonly websocket_id: string;
  readonly websocket_url: string;
}

/** Opens the page, and returns it with the session that it created. */
async function listening(path = '/listen') {
  const { page, quiet } = await workbench.open('/health');
  const made = page.waitForResponse((response) =>
    /POST .*listen_sessions$/.test(`${response.request().method()} ${response.url()}`),
  );
  await page.goto(workbench.platform.url + path);
  const session: Created = await (await made).json();
  await isLive(page);
  return { page, quiet, session };
}

const isLive = (page: Page) => page.getByText('Live', { exact: true }).first().waitFor();
const publish = async (object: string, type = 'invoice.paid'): Promise<string> =>
  (await workbench.api.publish(type, { id: object, object: 'invoice', note: `note of ${object}` })).id;
/** Ids of the events that are shown, newest first. */
const shown = (page: Page) => page.getByRole('table').getByRole('link', { name: /^evt_/ }).allTextContents();

/** Opens a socket of a session, which closes the previous socket of the session. */
async function dial({ websocket_id, websocket_url }: Created): Promise<WebSocket> {
  const socket = new WebSocket(websocket_url, [PROTOCOL], { headers: { 'websocket-id': websocket_id } });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  return socket;
}

/** Forwards events to an endpoint, as the CLI does. */
async function forwarder(answer: { readonly status: number; readonly body: string }) {
  const url = 'http://localhost:3000/hook';
  const session: Created = await workbench.api.post('/v1/listen_sessions', {
    device_name: 'laptop',
    forward_to: url,
    types: ['order.*'],
  });
  const socket = await dial(session);
  socket.on('message', (data) => {
    const { event_id, event_type, event_payload, webhook_id, webhook_conversation_id } = JSON.parse(String(data));
    const about = { webhook_id, webhook_conversation_id };
    socket.send(JSON.stringify({ type: 'event_ack', event_id, ...about }));
    const response = { forward_url: url, http_headers: {}, request_body: event_payload, duration_ms: 12, ...answer };
    const event = { notification_id: event_id, event_type };
    socket.send(JSON.stringify({ type: 'webhook_response', ...about, ...event, ...response }));
  });
  return {
    session,
    stop: async () => {
      socket.close();
      await workbench.api.call('DELETE', `/v1/listen_sessions/${session.id}`);
    },
  };
}

test('a published event appears without a reload, and its payload can be opened', async () => {
  const { page, quiet } = await listening();
  expect(page.url()).toContain('/listen/live');
  await page.getByText('npx waybill listen --forward-to localhost:3000/hook').waitFor();
  const event = await publish('in_first');
  await page.getByRole('link', { name: event }).waitFor();
  await page.getByRole('button', { name: `Payload of ${event}` }).click();
  await page.getByText('note of in_first').waitFor();
  expect(await page.getByRole('link', { name: event }).getAttribute('href')).toBe(`/events/${event}`);
  await quiet();
});

test('a sample event published on the page appears there', async () => {
  const { page, quiet } = await listening();
  await page.getByRole('button', { name: 'Publish sample event' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: /^Event type/ }).click();
  await page.keyboard.type('invoice.paid');
  await page
    .getByRole('option', { name: /^invoice\.paid/ })
    .first()
    .click();
  await dialog.getByRole('button', { name: 'Publish', exact: true }).click();
  await page.getByRole('table').getByText('invoice.paid').waitFor();
  await quiet();
});

test('while the list is paused, new events are counted and shown on request', async () => {
  const { page, quiet } = await listening();
  const first = await publish('in_1');
  await page.getByRole('link', { name: first }).waitFor();
  await page.getByRole('button', { name: 'Pause' }).click();
  const second = await publish('in_2');
  const third = await publish('in_3');
  const show = page.getByRole('button', { name: 'Show 2 new events' });
  await show.waitFor();
  expect(await shown(page)).toEqual([first]);
  await show.click();
  await expect.poll(() => shown(page)).toEqual([third, second, first]);
  await page.getByRole('button', { name: 'Resume' }).click();
  const fourth = await publish('in_4');
  await page.getByRole('link', { name: fourth }).waitFor();
  await page.getByRole('button', { name: 'Clear list' }).click();
  await page.getByText('Waiting for events').waitFor();
  await quiet();
});

test('a type filter applies to the session, and a text filter to the received events', async () => {
  const { page, quiet, session } = await listening('/listen/live?type=order.*');
  const { api } = workbench;
  expect((await api.get(`/v1/listen_sessions/${session.id}`)).types).toEqual(['order.*']);
  await publish('in_1');
  const [, wanted] = [await publish('or_1', 'order.paid'), await publish('or_2', 'order.paid')];
  await page.getByRole('link', { name: wanted }).waitFor();
  await expect.poll(() => shown(page)).toHaveLength(2);
  await page.getByRole('combobox', { name: 'Filter live events' }).fill('note of OR_2');
  await page.keyboard.press('Enter');
  await expect.poll(() => shown(page)).toEqual([wanted]);
  expect(new URL(page.url()).searchParams.get('text')).toBe('note of OR_2');
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect.poll(async () => (await sessions()).map(({ types }) => types)).toEqual([['*']]);
  await isLive(page);
  const other = await publish('in_2');
  await page.getByRole('link', { name: other }).waitFor();
  await quiet();
});

test('a lost socket is reopened, and no event is missed', async () => {
  const { page, session } = await listening();
  const events = [await publish('in_0')];
  await page.getByRole('link', { name: events[0] as string }).waitFor();
  for (let cut = 1; cut <= 3; cut += 1) {
    const other = await dial(session);
    await page.getByText('The connection was lost').first().waitFor();
    events.push(await publish(`in_${cut}a`));
    other.close();
    events.push(await publish(`in_${cut}b`));
    await isLive(page);
    events.push(await publish(`in_${cut}c`));
    await expect.poll(() => shown(page).then((ids) => ids.toSorted())).toEqual(events.toSorted());
  }
  await page.context().close();
});

test('an ended session is shown as ended, and another can be started', async () => {
  const { page, session } = await listening();
  await workbench.api.call('DELETE', `/v1/listen_sessions/${session.id}`);
  await page.getByText('The listen session has ended').waitFor();
  await page.getByRole('button', { name: 'Listen again' }).click();
  await isLive(page);
  const event = await publish('in_again');
  await page.getByRole('link', { name: event }).waitFor();
  await page.context().close();
});

test('the session ends when another page is opened or the tab is closed', async () => {
  const { page } = await listening();
  expect(await sessions()).toHaveLength(1);
  await page.getByRole('link', { name: 'Health' }).click();
  await expect.poll(sessions).toEqual([]);
  await page.context().close();
  const again = await listening();
  expect(await sessions()).toHaveLength(1);
  await again.page.close({ runBeforeUnload: true });
  await expect.poll(sessions).toEqual([]);
});

test('a forwarding session is listed with its responses, also on the destinations page, and can be ended', async () => {
  const { session, stop } = await forwarder({ status: 418, body: 'short and stout' });
  const { page } = await workbench.open('/destinations');
  await page.getByRole('heading', { name: /^Local listeners/ }).waitFor();
  const event = await publish('or_1', 'order.paid');
  await page.getByRole('link', { name: 'Responses of laptop' }).click();
  await page.waitForURL(`**/listen/sessions?session=${session.id}`);
  await page.getByText('short and stout').waitFor();
  await page.getByText('418', { exact: true }).waitFor();
  expect(await page.getByRole('link', { name: 'order.paid' }).getAttribute('href')).toBe(`/events/${event}`);
  await page.getByRole('button', { name: 'End the session of laptop' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'End session' }).click();
  await page.getByText('No listen sessions').waitFor();
  await page.getByText('The listen session has ended').waitFor();
  await page.goto(`${workbench.platform.url}/destinations`);
  await page.getByText('No event destinations').waitFor();
  expect(await page.getByRole('heading', { name: /^Local listeners/ }).count()).toBe(0);
  await stop();
  await page.context().close();
});

test('no part of the page has a serious accessibility violation, light or dark, wide or narrow', async () => {
  const { session, stop } = await forwarder({ status: 500, body: 'no' });
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1440, 390]) {
      const { page, quiet } = await workbench.open('/listen', { colorScheme, viewport: { width, height: 900 } });
      await isLive(page);
      const event = await publish(`or_${colorScheme}_${width}`, 'order.paid');
      await page.getByRole('button', { name: `Payload of ${event}` }).click();
      for (const path of ['', `/listen/sessions?session=${session.id}`, '/destinations']) {
        if (path !== '') await page.goto(workbench.platform.url + path);
        await page
          .getByText(path === '' ? 'note of or_' : 'laptop')
          .first()
          .waitFor();
        const { violations } = await new AxeBuilder({ page }).exclude(DESIGN_SYSTEM).analyze();
        const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
        expect(
          serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`),
          `${path} ${colorScheme}, ${width} px`,
        ).toEqual([]);
        const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
        expect(overflow, `pixels to scroll sideways at ${width}`).toBeLessThanOrEqual(0);
      }
      await quiet();
    }
  }
  await stop();
});
