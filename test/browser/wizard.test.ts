import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { roleQuickCreateUrl } from '../../lambdas/core/destination/types/eventbridge/role-stack.ts';
import { startWorkbench, type Workbench } from './workbench.ts';

let workbench: Workbench;
beforeAll(async () => {
  workbench = await startWorkbench();
});
afterAll(() => workbench?.stop());

const STEPS = [
  'Payload and API version',
  'Source',
  'Events',
  'Destination type',
  'Configuration',
  'Review and create',
] as const;

/** Goes on from step to step until `to` is there. */
async function nextUntil(page: Page, to: (typeof STEPS)[number]) {
  for (const step of STEPS) {
    await page.getByRole('heading', { name: step, exact: true, level: 1 }).waitFor();
    if (step === to) return;
    await page.getByRole('button', { name: 'Next', exact: true }).click();
  }
}

/** The field, once it is marked as wrong and says this. */
const refusedField = (page: Page, name: string, description: RegExp) =>
  page.getByRole('textbox', { name, description, exact: true }).and(page.locator('[aria-invalid="true"]'));

test('from an empty account to a delivered test event with the mouse alone', async () => {
  const { page, quiet } = await workbench.open('/');
  await page.evaluate('window.keys = 0; addEventListener("keydown", () => (window.keys += 1), true)');
  await page.getByRole('heading', { name: 'Deliver your first event' }).waitFor();
  await page.getByRole('button', { name: 'Create destination' }).click();
  await nextUntil(page, 'Configuration');
  await page.getByRole('button', { name: 'Use the local test endpoint' }).click();
  await page.getByText('Your input is valid.').waitFor();
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  await page.getByRole('heading', { name: 'Review and create', level: 1 }).waitFor();
  await page.getByRole('button', { name: 'Create destination' }).click();

  await page.getByRole('heading', { name: '“Local test endpoint” was created' }).waitFor();
  const secret = await page.getByText(/^whsec_\S+$/).innerText();
  // Leaving before the secret is stored asks for confirmation.
  await page.getByRole('link', { name: 'View deliveries' }).click();
  await page
    .getByRole('dialog', { name: /signing secret/ })
    .getByRole('button', { name: 'Stay on this page' })
    .click();
  await page.getByText(secret).waitFor();
  await page.getByRole('checkbox', { name: 'I have stored the signing secret' }).check();

  await page.getByRole('button', { name: 'Send test event' }).click();
  await page.getByRole('status').getByText('Delivered', { exact: true }).waitFor();
  await page.getByText('HTTP 200').waitFor();
  expect(await page.evaluate('window.keys')).toBe(0);

  await page.reload();
  await page.getByText('The signing secret is no longer shown').waitFor();
  await page.getByText('Delivered', { exact: true }).waitFor();
  expect(await page.content()).not.toContain(secret);
  const { data } = await workbench.api.get('/v2/core/event_destinations');
  expect(data).toMatchObject([{ name: 'Local test endpoint', type: 'webhook_endpoint', enabled_events: ['*'] }]);
  const deliveries = await workbench.api.get(`/v2/core/event_destinations/${data[0].id}/deliveries`);
  expect(deliveries.data).toMatchObject([{ status: 'delivered', event_type: 'v2.core.event_destination.ping' }]);
  await quiet();
});

test('a URL that would be refused shows the reason at its field while it is typed, and the wizard stays at that step', async () => {
  const { page, quiet } = await workbench.open('/destinations/new?step=target');
  const url = page.getByRole('textbox', { name: 'Endpoint URL' });
  await url.fill('ftp://example.com/hook');
  await refusedField(page, 'Endpoint URL', /must start with https:\/\/, not ftp/i).waitFor();
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  await page.getByRole('heading', { name: 'Configuration', level: 1 }).waitFor();
  await url.fill(`${workbench.receiver.url}/hook`);
  await page.getByText('Your input is valid.').waitFor();
  expect(await url.getAttribute('aria-invalid')).not.toBe('true');
  await page.getByRole('button', { name: /^Delivery limits/ }).click();
  const perSecond = page.getByRole('textbox', { name: 'Attempts per second' });
  await perSecond.fill('0');
  await refusedField(page, 'Attempts per second', /whole number from 1 to 1,000/i).waitFor();
  await perSecond.fill('20');
  await page.getByText('Your input is valid.').waitFor();
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  await page.getByRole('heading', { name: 'Review and create', level: 1 }).waitFor();
  await page.getByText('20 per second', { exact: true }).waitFor();
  await quiet();
});

test('an EventBridge destination is created, and the policies of its bus and its role are there to copy', async () => {
  const { page, quiet } = await workbench.open('/destinations/new', {
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  await nextUntil(page, 'Destination type');
  await page.getByRole('radio', { name: /^Amazon EventBridge/ }).check();
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  await page.getByRole('textbox', { name: 'AWS account ID' }).fill('12345');
  await page.getByRole('combobox', { name: 'AWS Region' }).fill('eu-west-1');
  await refusedField(page, 'AWS account ID', /should be an AWS account id/i).waitFor();
  await page.getByRole('textbox', { name: 'AWS account ID' }).fill('123456789012');
  await page.getByText('Your input is valid.').waitFor();
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  await page.getByRole('heading', { name: 'Review and create', level: 1 }).waitFor();
  await page.getByText('123456789012').first().waitFor();
  await page.getByRole('button', { name: 'Create destination' }).click();

  await page.getByRole('heading', { name: '“default (eu-west-1)” was created' }).waitFor();
  const id = new URL(page.url()).searchParams.get('created');
  const { amazon_eventbridge: bus } = await workbench.api.get(`/v2/core/event_destinations/${id}`);
  const copied = async (policy: string) => {
    await page.evaluate('navigator.clipboard.writeText("")');
    const panel = page.getByRole('tabpanel').filter({ has: page.getByText(policy, { exact: true }) });
    const code = panel.getByRole('group', { name: policy }).or(panel.getByLabel(policy)).first();
    await code.getByRole('button', { name: 'Copy' }).click();
    await expect.poll(() => page.evaluate('navigator.clipboard.readText()')).toContain('{');
    return JSON.parse(await page.evaluate<string>('navigator.clipboard.readText()'));
  };
  expect(await copied('Event bus policy')).toEqual(bus.bus_policy);
  await page.getByRole('tab', { name: 'Role', exact: true }).click();
  expect(await copied('Trust policy of the role')).toEqual(bus.role_trust_policy);
  expect(await copied('Permissions of the role')).toEqual(bus.role_permissions);
  expect(JSON.stringify(bus.role_trust_policy)).toContain(id);

  const link = page.getByRole('link', { name: 'Create role in AWS' });
  expect(await link.count()).toBe(0);
  // The response of a deployment that stores the template of the role where CloudFormation reads it.
  const role_quick_create_url = roleQuickCreateUrl({
    templateUrl: 'https://templates.s3.eu-west-1.amazonaws.com/role.json',
    platformAwsAccountId: '999999999999',
    busArn: bus.event_bus_arn,
    destinationId: id ?? '',
  });
  await page.route(`**/v2/core/event_destinations/${id}*`, async (route) => {
    const response = await route.fetch();
    const answer = await response.json();
    const amazon_eventbridge = { ...answer.amazon_eventbridge, role_quick_create_url };
    await route.fulfill({ response, json: { ...answer, amazon_eventbridge } });
  });
  await page.reload();
  expect(await link.getAttribute('href')).toBe(role_quick_create_url);
  expect(await link.getAttribute('target')).toBe('_blank');
  await quiet();
});

test('what was entered stays when going back and forth and over a reload, and is gone when it is discarded', async () => {
  const { page, quiet } = await workbench.open('/destinations');
  await page.getByRole('button', { name: 'Create destination' }).click();
  await page.getByRole('radio', { name: /^Thin/ }).check();
  await nextUntil(page, 'Events');
  await page.getByRole('button', { name: 'Clear selection' }).click();
  await page.getByRole('textbox', { name: 'Add an event type or pattern' }).fill('invoice.*');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  await page.getByRole('textbox', { name: 'Endpoint URL' }).fill(`${workbench.receiver.url}/kept`);
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Kept');

  const entered = async () => {
    await page.getByRole('heading', { name: 'Configuration', level: 1 }).waitFor();
    expect(await page.getByRole('textbox', { name: 'Endpoint URL' }).inputValue()).toBe(
      `${workbench.receiver.url}/kept`,
    );
    expect(await page.getByRole('textbox', { name: 'Name', exact: true }).inputValue()).toBe('Kept');
  };
  for (const step of STEPS.slice(0, 4).toReversed()) {
    await page.getByRole('button', { name: 'Previous' }).click();
    await page.getByRole('heading', { name: step, exact: true, level: 1 }).waitFor();
  }
  expect(await page.getByRole('radio', { name: /^Thin/ }).isChecked()).toBe(true);
  await nextUntil(page, 'Configuration');
  await entered();
  await page.goBack();
  await page.getByRole('heading', { name: 'Destination type', level: 1 }).waitFor();
  await page.goForward();
  await entered();

  await page.reload();
  await page.getByText('Your input was restored').waitFor();
  await entered();
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  await page.getByRole('heading', { name: 'Review and create', level: 1 }).waitFor();
  for (const text of ['Thin', 'invoice.*', `${workbench.receiver.url}/kept`, 'Kept']) {
    await page.getByText(text, { exact: true }).first().waitFor();
  }

  await page.getByRole('button', { name: 'Cancel' }).click();
  await page
    .getByRole('dialog', { name: /^Leave without creating/ })
    .getByRole('button', { name: 'Leave' })
    .click();
  await page.getByRole('heading', { name: 'Event destinations' }).waitFor();
  await page.getByRole('button', { name: 'Create destination' }).click();
  await page.getByRole('heading', { name: STEPS[0], level: 1 }).waitFor();
  expect(await page.getByRole('radio', { name: /^Snapshot/ }).isChecked()).toBe(true);
  await quiet();
});
