import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../doubles/receiver.ts';
import { startWorkbench, type Workbench } from './workbench.ts';

let workbench: Workbench;
let failing: string;
let event: string;

beforeAll(async () => {
  workbench = await startWorkbench(({ path }) => ({ status: path === '/failing' ? 503 : 200, body: 'busy' }));
  const { api, receiver } = workbench;
  await api.createWebhook(`${receiver.url}/healthy`, { name: 'Healthy' });
  failing = (await api.createWebhook(`${receiver.url}/failing`, { name: 'Failing' })).id;
  const bus = { aws_account_id: '123456789012', aws_region: 'eu-west-1' };
  await api.post('/v2/core/event_destinations', {
    name: 'Bus',
    type: 'amazon_eventbridge',
    event_payload: 'thin',
    enabled_events: ['order.*'],
    amazon_eventbridge: bus,
  });
  event = (await api.publish('invoice.paid', { id: 'in_1', object: 'invoice', total: 4200 })).id;
  await until('the attempt failed', async () => (await api.delivery(failing, event)).body.attempt_count > 0);
});
afterAll(() => workbench.stop());

/** A violation in the design system itself: the navigation bar on narrow screens has an orientation attribute. */
const isOfDesignSystem = (rule: string, html: string): boolean =>
  rule === 'aria-allowed-attr' && /^<nav [^>]*aria-orientation="horizontal"/.test(html);

const pages: [string, () => string][] = [
  ['the overview', () => '/'],
  ['the destinations', () => '/destinations'],
  ['the wizard', () => '/destinations/new'],
  ['a destination', () => `/destinations/${failing}`],
  ['its deliveries', () => `/destinations/${failing}/deliveries`],
  ['one delivery', () => `/destinations/${failing}/deliveries?event=${event}`],
  ['its recoveries', () => `/destinations/${failing}/recoveries`],
  ['its form', () => `/destinations/${failing}/edit`],
  ['the events', () => '/events'],
  ['one event', () => `/events/${event}`],
  ['the builder', () => '/builder'],
  ['the health', () => '/health'],
  ['live events', () => '/listen/live'],
  ['the listen sessions', () => '/listen/sessions'],
  ['the API explorer', () => '/shell'],
  ['a page that is not there', () => '/nowhere/at/all'],
];

/** Colors do not depend on the width, and the narrow layout does not depend on the color scheme. */
const WIDE = 1440;
const VARIANTS = [
  ['light', WIDE, 'all rules'],
  ['dark', WIDE, 'rules about color'],
  ['dark', 390, 'all rules'],
] as const;

test.each(pages)('%s has no serious violation, light or dark, wide or narrow', async (_what, at) => {
  const { page, quiet } = await workbench.open(at());
  for (const [colorScheme, width, rules] of VARIANTS) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    // A page that becomes narrow keeps what is open; one that opens narrow shows its content.
    if (width < WIDE) await page.reload();
    await page.locator('h1, [data-page-title]').first().waitFor();
    await page.waitForLoadState('networkidle', { timeout: 5_000 }).catch(() => {});
    await expect.poll(() => page.evaluate('document.documentElement.style.colorScheme')).toBe(colorScheme);
    const axe = new AxeBuilder({ page });
    if (rules === 'rules about color') axe.withRules(['color-contrast', 'link-in-text-block']);
    const { violations } = await axe.analyze();
    const serious = violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => ({ id, nodes: nodes.filter(({ html }) => !isOfDesignSystem(id, html)) }))
      .filter(({ nodes }) => nodes.length > 0)
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
    expect(serious, `${colorScheme}, ${width} px`).toEqual([]);
    const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    expect(overflow, `pixels to scroll sideways at ${width}`).toBeLessThanOrEqual(0);
  }
  await quiet();
});

test('the check finds a violation', async () => {
  const { page } = await workbench.open('/shell');
  await page.locator('h1').first().waitFor();
  await page.evaluate("document.body.append(document.createElement('img'))");
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toContain('image-alt');
  await page.context().close();
});
