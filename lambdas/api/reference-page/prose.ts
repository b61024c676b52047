/** Renders descriptions: Markdown with code spans and paragraphs. */
import { type Html, html } from './html.ts';

/** Renders a line of text with `code`. */
export const inline = (markdown: string): Html =>
  html`${markdown.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}`;

export const paragraphs = (markdown: string): Html =>
  html`${markdown.split(/\n{2,}/).map((text) => html`<p>${inline(text)}</p>\n`)}`;
