import type { Page } from 'playwright-core';
import Stripe from 'stripe';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Received, until } from '../doubles/receiver.ts';
import type { Json } from '../e2e/client.ts';
import { startWorkbench, type Workbench } from './workbench.ts';

/** The four attempts of sandbox mode take seconds. */
const TIME_SCALE = 3600;
const MISSED = 7;

const { webhooks } = new Stripe('sk_test_none');

let workbench: Workbench;
/** Paths whose endpoint is down. */
const down = new Set<string>();

beforeAll(async () => {
  workbench = await startWorkbench(({ path }) => ({ status: down.has(path) ? 500 : 200 }), TIME_SCALE);
});
afterAll(() => workbench?.stop());

/** Creates a destination with its own event types, and opens its page. */
async function openDestination(group: string) {
  const { api, receiver } = workbench;
  const path = `/${group}`;
  const made: Json = await api.createWebhook(receiver.url + path, {
    name: `The ${group}`,
    enabled_events: [`${group}.*`],
  });
  const id: string = made.id;
  const { page, quiet } = await workbench.open(`/destinations/${id}`);
  await page.getByRole('heading', { name: `The ${group}`, level: 1 }).waitFor();
  return {
    id,
    path,
    page,
    quiet,
    secret: made.webhook_endpoint.signing_secret as string,
    url: `/v2/core/event_destinations/${id}`,
    publish: async (): Promise<string> => (await api.publish(`${group}.paid`, { id: 'obj_1' })).id,
  };
}

const arrived = (path: string, event: string): Promise<Received> =>
  until(`${event} has arrived at ${path}`, () =>
    workbench.receiver.at(path).find(({ headers }) => headers['webhook-id'] === event),
  );

/** Selects an action in the menu of a destination. */
async function choose(page: Page, name: string, action: string) {
  await page.getByRole('button', { name: `Actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: action, exact: true }).click();
}

const verifies = ({ body, headers }: Received, secret: string): boolean => {
  try {
    return webhooks.constructEvent(body, String(headers['stripe-signature']), secret).id === headers['webhook-id'];
  } catch {
    return false;
  }
};

test('a disabled destination receives no events, and receives new events after it is enabled', async () => {
  const { page, quiet, path, url, publish } = await openDestination('invoice');
  const control = await workbench.api.createWebhook(`${workbench.receiver.url}/control`, {
    enabled_events: ['invoice.*'],
  });
  await choose(page, 'The invoice', 'Disable');
  const dialog = page.getByRole('dialog', { name: 'Disable The invoice?' });
  await dialog.getByText('No events are sent to this destination while it is disabled.').waitFor();
  await dialog.getByText(/are not sent automatically later/).waitFor();
  await dialog.getByText(/their deliveries fail/).waitFor();
  await dialog.getByRole('button', { name: 'Disable' }).click();
  await page.getByText('The invoice was disabled').waitFor();
  await page.getByText('This destination is disabled and receives no events').waitFor();
  expect((await workbench.api.get(url)).status).toBe('disabled');

  const meanwhile = await publish();
  await arrived('/control', meanwhile);
  const outcomes = await workbench.api.get(`/v1/events/${meanwhile}/deliveries`);
  const outcomeAt = (id: string) => outcomes.data.find(({ destination }: Json) => destination === id);
  expect(outcomeAt(control.id)).toMatchObject({ matched: true });
  expect(outcomeAt(url.split('/').at(-1) ?? '')).toMatchObject({ matched: false, delivery: null });

  await choose(page, 'The invoice', 'Enable');
  await page.getByRole('dialog', { name: 'Enable The invoice?' }).getByRole('button', { name: 'Enable' }).click();
  await page.getByText('The invoice was enabled').waitFor();
  await page.getByText('This destination is disabled and receives no events').waitFor({ state: 'detached' });
  const after = await publish();
  await arrived(path, after);
  expect(workbench.receiver.at(path).map(({ headers }) => headers['webhook-id'])).toEqual([after]);
  await quiet();
});

test('a secret rotated with an overlap: both secrets sign a delivery; rotated at once: only the new one signs', async () => {
  const { page, quiet, path, secret: first, publish } = await openDestination('charge');
  /** Returns the new secret, which is shown only once. */
  const rotate = async (old: string | RegExp): Promise<string> => {
    await choose(page, 'The charge', 'Rotate signing secret');
    const dialog = page.getByRole('dialog', { name: 'Rotate the signing secret of The charge' });
    await dialog.getByRole('radio', { name: old }).check();
    await dialog.getByRole('button', { name: 'Rotate secret' }).click();
    const shown = page.getByRole('dialog', { name: 'New signing secret' });
    const secret = await shown.getByText(/^whsec_\S+$/).innerText();
    await shown.getByRole('button', { name: 'Close', exact: true }).last().click();
    await shown.getByText(/Store the secret and select this checkbox before you close/).waitFor();
    await shown.getByRole('checkbox', { name: 'I have stored the new secret' }).check();
    await shown.getByRole('button', { name: 'Close', exact: true }).last().click();
    await shown.waitFor({ state: 'detached' });
    expect(await page.content()).not.toContain(secret);
    return secret;
  };
  const signatures = ({ headers }: Received) => String(headers['stripe-signature']).match(/v1=/g)?.length;

  const second = await rotate('Expires in 1 hour');
  expect(second).not.toBe(first);
  const both = await arrived(path, await publish());
  expect(signatures(both)).toBe(2);
  expect([first, second].map((secret) => verifies(both, secret))).toEqual([true, true]);

  const third = await rotate(/^Expires immediately/);
  const alone = await arrived(path, await publish());
  expect(signatures(alone)).toBe(1);
  expect([first, second, third].map((secret) => verifies(alone, secret))).toEqual([false, false, true]);
  await quiet();
});

test('an edited destination has its new name and receives events at its new URL', async () => {
  const { page, quiet, path, url, publish } = await openDestination('order');
  await choose(page, 'The order', 'Edit');
  await page.getByRole('heading', { name: 'Edit The order', level: 1 }).waitFor();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('');
  await page.getByRole('textbox', { name: 'Endpoint URL' }).fill(`${workbench.receiver.url}/order/moved`);
  await page.getByRole('button', { name: 'Save changes' }).click();
  await page.getByText('Enter a value.').waitFor();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('The moved order');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await page.getByRole('heading', { name: 'The moved order', level: 1 }).waitFor();
  expect((await workbench.api.get(`${url}?include[]=webhook_endpoint.url`)).webhook_endpoint.url).toBe(
    `${workbench.receiver.url}/order/moved`,
  );
  await arrived('/order/moved', await publish());
  expect(workbench.receiver.at(path)).toEqual([]);

  // Leaving a page with unsaved changes asks for confirmation.
  await choose(page, 'The moved order', 'Edit');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Something else');
  await page.getByRole('link', { name: 'Events', exact: true }).click();
  await page.getByRole('dialog', { name: 'Leave without saving?' }).getByRole('button', { name: 'Leave' }).click();
  await page.getByRole('heading', { name: 'Events', level: 1 }).waitFor();
  expect((await workbench.api.get(url)).name).toBe('The moved order');
  await quiet();
});

test('a destination is deleted only after its name is entered', async () => {
  const { page, quiet, id, url } = await openDestination('refund');
  await choose(page, 'The refund', 'Delete');
  const dialog = page.getByRole('dialog', { name: 'Delete The refund?' });
  await dialog.getByText(/permanently deleted/).waitFor();
  const field = dialog.getByRole('textbox', { name: 'To confirm, enter the name of the destination: The refund' });
  await field.fill('The invoice');
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await dialog.getByText('The text doesn’t match the name of the destination.').waitFor();
  expect((await workbench.api.get(url)).status).toBe('enabled');
  await field.fill('The refund');
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await page.getByText('The refund was deleted').waitFor();
  await page.getByRole('heading', { name: 'Event destinations' }).waitFor();
  await expect.poll(() => page.getByRole('link', { name: 'The refund', exact: true }).count()).toBe(0);
  expect((await workbench.api.call('GET', url)).status).toBe(404);
  expect(page.url()).not.toContain(id);
  await quiet();
});

test('after an outage, the recovery counts the missed events and delivers each of them', async () => {
  const { page, quiet, path, url, publish } = await openDestination('payout');
  const before = await publish();
  await arrived(path, before);
  down.add(path);
  const missed = await Promise.all(Array.from({ length: MISSED }, publish));
  await until(
    'all attempts failed',
    async () => (await workbench.api.get(`${url}/deliveries?status=failed&limit=100`)).data.length === MISSED,
  );
  down.delete(path);
  const received = workbench.receiver.at(path).length;
  const recovered = () => workbench.receiver.at(path).slice(received);

  await page.getByRole('button', { name: 'Recover', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Recover missed events' });
  await dialog.getByRole('button', { name: 'Count events', exact: true }).click();
  await dialog.getByText(`${MISSED} missed events`).waitFor();
  expect(recovered()).toEqual([]);
  await dialog.getByRole('button', { name: `Resend ${MISSED} events` }).click();
  await dialog.getByText('All events were resent.').waitFor();
  expect(new Set(recovered().map(({ headers }) => headers['webhook-id']))).toEqual(new Set(missed));
  expect(recovered()).toHaveLength(MISSED);
  const recoveries = await workbench.api.get(`${url}/recoveries`);
  expect(recoveries.data).toMatchObject([{ status: 'succeeded', sent: MISSED, delivered: MISSED, failed: 0 }]);

  await dialog.getByRole('button', { name: 'Start another recovery' }).click();
  await dialog.getByRole('button', { name: 'Count events', exact: true }).click();
  await dialog.getByText('No missed events').first().waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('tab', { name: 'Recoveries' }).click();
  await page.getByText(`${MISSED} resent, ${MISSED} delivered, 0 failed, 0 skipped`).waitFor();
  await quiet();
});
