/** Renders `/docs`: the OpenAPI document as a page without scripts and external resources. */
import { createHash } from 'node:crypto';
import type { OpenApiDocument, Schema } from '../openapi/types.ts';
import { fields } from './fields.ts';
import { Html, html } from './html.ts';
import { type OperationEntry, operationSection } from './operation.ts';
import { paragraphs } from './prose.ts';
import { objectAnchor } from './schema-text.ts';
import { STYLE } from './style.ts';

/** Allows the page only its own style, so that injected markup has no effect. */
export const pagePolicy = (): string => {
  const hash = createHash('sha256').update(STYLE).digest('base64');
  return `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
};

/** A section of the page. */
interface Chapter {
  readonly title: string;
  readonly about?: string | undefined;
  readonly entries: readonly { readonly anchor: string; readonly title: string; readonly content: Html }[];
}

export function apiPage(document: OpenApiDocument): string {
  const { info } = document;
  const chapters = [...document.tags.map((tag) => tagChapter(tag, document)), objectsChapter(document)];
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${info.title} API</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
${introduction(document)}
<nav aria-label="Contents">
${chapters.map(contents)}</nav>
<main>
${chapters.map(chapterSection)}</main>
</body>
</html>
`.text;
}

const introduction = ({ info, servers }: OpenApiDocument): Html => html`<header>
<h1>${info.title} API</h1>
<p class="soft">Version ${info.version}, at <code>${servers[0]?.url}</code>.
OpenAPI document: <a href="/openapi.json">openapi.json</a>.</p>
${paragraphs(info.description)}</header>`;

function tagChapter({ name, description }: OpenApiDocument['tags'][number], document: OpenApiDocument): Chapter {
  const operations = entriesOf(document).filter(({ operation }) => operation.tags.includes(name));
  const entries = operations.map((one) => ({
    anchor: one.operation.operationId,
    title: one.operation.summary,
    content: operationSection(one, document),
  }));
  return { title: name, about: description, entries };
}

const entriesOf = ({ paths }: OpenApiDocument): OperationEntry[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );

function objectsChapter({ components: { schemas } }: OpenApiDocument): Chapter {
  const object = ([name, schema]: [string, Schema]) => ({
    anchor: objectAnchor(name),
    title: name,
    content: fields(schema, schemas, 'response'),
  });
  const byName = Object.entries(schemas).sort(([a], [b]) => a.localeCompare(b));
  return {
    title: 'Objects',
    about: 'Objects that more than one call uses.',
    entries: byName.map(object),
  };
}

const anchorOf = (title: string): string => `chapter-${title.toLowerCase().replace(/\W+/g, '-')}`;

const contents = ({ title, entries }: Chapter): Html => html`<h2><a href="#${anchorOf(title)}">${title}</a></h2>
<ul>
${entries.map((entry) => html`<li><a href="#${entry.anchor}">${entry.title}</a></li>\n`)}</ul>
`;

const chapterSection = ({ title, about, entries }: Chapter): Html => html`<section>
<h2 id="${anchorOf(title)}">${title}</h2>
${about !== undefined && paragraphs(about)}
${entries.map(
  ({ anchor, title: heading, content }) => html`<article id="${anchor}">
<h3><a href="#${anchor}">${heading}</a></h3>
${content}</article>
`,
)}</section>
`;
