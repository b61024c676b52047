import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { ApiContext } from '../../../lambdas/api/context.ts';
import type { OpenApiDocument } from '../../../lambdas/api/openapi/types.ts';
import { html } from '../../../lambdas/api/reference-page/html.ts';
import { apiPage } from '../../../lambdas/api/reference-page/page.ts';
import { referenceRoutes } from '../../../lambdas/api/reference-routes.ts';
import { OPERATIONS } from '../../../lambdas/contract/operations.ts';
import type { ApiRequest } from '../../../lambdas/middleware/api-request.ts';
import { controlApi } from '../../doubles/control-api.ts';

const api = controlApi();
const reply = await api.as('').call('GET', '/docs', undefined, { authorization: '' });
const page: string = reply.body;
const document: OpenApiDocument = (await api.as('').get('/openapi.json')).body;

const matches = (pattern: RegExp, text = page): string[] => [...text.matchAll(pattern)].map(([, found = '']) => found);
const ids = matches(/ id="([^"]*)"/g);
const articleOf = (id: string): string => page.split(`<article id="${id}">`)[1]?.split('</article>')[0] ?? '';

describe('the API page', () => {
  test('is public, needs no key, and may be cached', () => {
    expect(reply).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'public, max-age=300' },
    });
    expect(page).toMatch(/^<!doctype html>/);
  });

  test.each(OPERATIONS.map((operation) => [operation.id, operation] as const))(
    'has %s in its contents and under an anchor, with method, path, scope and an example call',
    (id, { method, path, access, summary }) => {
      expect(ids.filter((one) => one === id)).toEqual([id]);
      expect(page).toContain(`<li><a href="#${id}">${summary.replaceAll("'", '&#39;')}</a></li>`);
      const article = articleOf(id);
      expect(article).toContain(`>${method}</span>`);
      expect(article.replaceAll('<wbr>', '')).toContain(`<code>${path}</code>`);
      expect(article).toContain('curl &quot;https://api.example.com/');
      if (!['public', 'platform', 'any'].includes(access)) expect(article).toContain(`<code>${access}</code>`);
    },
  );

  test('has no broken link, and links to no other page but the document', () => {
    const links = matches(/ href="([^"]*)"/g);
    const broken = links.filter((href) => href.startsWith('#') && !ids.includes(href.slice(1)));
    expect(broken).toEqual([]);
    expect([...new Set(links.filter((href) => !href.startsWith('#')))]).toEqual(['/openapi.json']);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('describes every field of a request with its type, whether it is required, and its limits', () => {
    const article = articleOf('createEventDestination');
    expect(article).toMatch(/class="name">name<\/code> <span class="type">string<\/span> <span class="required">/);
    expect(article).toContain('at most 255 characters');
    expect(article).toContain('<h5>With <code>type</code> <code>amazon_eventbridge</code></h5>');
    expect(article.match(/class="name">enabled_events</g)).toHaveLength(1);
    expect(articleOf('listEventDestinations')).toContain('default <code>20</code>; 1 to 100');
  });

  test('describes the response: named objects once, and which of their fields may be missing', () => {
    expect(articleOf('getEvent')).toContain('<a href="#object-event">event</a>');
    expect(articleOf('object-event')).toMatch(/class="name">account<.*class="optional">optional</);
    expect(articleOf('listEvents')).toContain('array of <a href="#object-event">event</a>');
  });

  test('describes the errors of each call', () => {
    expect(articleOf('getEvent')).toMatch(/<td>404<\/td><td>.*<code>resource_missing<\/code>/);
    expect(articleOf('getEventDestination')).toMatch(/<td>404<\/td><td>.*<code>not_found<\/code>/);
    expect(articleOf('getApiPage')).not.toContain('<table>');
  });
});

test('the page names the server at which it was requested', async () => {
  const routes = referenceRoutes({ settings: { defaultApiVersion: '2026-01-01' } } as ApiContext);
  const route = routes.find(({ operation }) => operation.path === '/docs');
  for (const origin of ['https://one.example.com', 'https://two.example.com', 'https://one.example.com']) {
    const { body } = (await route?.handler({ origin } as ApiRequest)) ?? {};
    expect(body).toContain(`curl &quot;${origin}/v1/events&quot;`);
  }
});

describe('the API page loads and runs nothing', () => {
  test('has no script, no handler, no foreign style, and loads nothing', () => {
    const tags = new Set(matches(/<([a-z0-9]+)[\s>]/g));
    for (const tag of ['script', 'link', 'img', 'iframe', 'object', 'embed', 'form', 'base', 'svg', 'video']) {
      expect([...tags]).not.toContain(tag);
    }
    expect(page).not.toMatch(/<[^>]*\s(on\w+|style|src|srcset|action)=/);
    expect(matches(/(@import|url\()/g)).toEqual([]);
  });

  test('has a policy that forbids everything but its own style', () => {
    const [style = ''] = matches(/<style>(.*?)<\/style>/gs);
    const hash = createHash('sha256').update(style).digest('base64');
    expect(reply.headers).toMatchObject({
      'content-security-policy': `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      'x-content-type-options': 'nosniff',
    });
  });

  test('escapes every text of the document', () => {
    const evil = '"\'><script>alert(1)</script>&amp;';
    const hostile: OpenApiDocument = JSON.parse(JSON.stringify(document), (key, value) => {
      const isText = ['description', 'summary', 'title', 'pattern', 'version', 'url', 'operationId'].includes(key);
      return isText && typeof value === 'string' ? `${value}${evil}` : value;
    });
    const changedDocument = apiPage({ ...hostile, tags: [...hostile.tags, { name: evil, description: evil }] });
    expect(changedDocument).not.toContain('<script');
    expect(changedDocument).not.toMatch(/&(?!(amp|lt|gt|quot|#39);)/);
    expect(changedDocument).toContain('&quot;&#39;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;');
    expect(new Set(matches(/<([a-z0-9]+)[\s>]/g, changedDocument))).toEqual(new Set(matches(/<([a-z0-9]+)[\s>]/g)));
  });

  test('markup stays unescaped only where it was made as markup', () => {
    expect(html`<i title="${'"'}">${['<b>', html`<u>${1}</u>`, undefined, false]}</i>`.text).toBe(
      '<i title="&quot;">&lt;b&gt;<u>1</u></i>',
    );
  });
});
