/** The documents: their links work, the files that they name exist, and the table of decisions is complete. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

const DOCUMENTS = globSync(['*.md', 'docs/**/*.md']).sort();
/** Documents that name current files. Decisions and the changelog name the files of their time. */
const CURRENT = DOCUMENTS.filter((path) => !/decisions|CHANGELOG/.test(path));

/** Files that a guide creates as its example. */
const EXAMPLE = /\/(?:example|usage)\b/;

const withoutCode = (markdown: string): string => markdown.replace(/^ *```[\s\S]*?^ *```/gm, '');
const textOf = (path: string): string => withoutCode(readFileSync(path, 'utf8'));

/** Returns the anchor that GitHub makes of a heading. */
const anchorOf = (heading: string): string =>
  heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_ -]/gu, '')
    .replaceAll(' ', '-');

const anchorsOf = (path: string): ReadonlySet<string> =>
  new Set([...textOf(path).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading)));

const linksOf = (path: string): string[] =>
  [...textOf(path).matchAll(/\]\(([^)\s]+)\)|src="([^"]+)"/g)].map(([, link, src]) => (link ?? src) as string);

function isBroken(path: string, link: string): boolean {
  if (/^[a-z]+:/.test(link)) return false;
  const [file = '', anchor] = link.split('#');
  const target = file === '' ? path : normalize(join(dirname(path), file));
  if (!existsSync(target)) return true;
  return anchor !== undefined && target.endsWith('.md') && !anchorsOf(target).has(anchor);
}

describe('the documents', () => {
  it.each(DOCUMENTS)('%s has no broken link', (path) => {
    expect(linksOf(path).filter((link) => isBroken(path, link))).toEqual([]);
  });

  it.each(CURRENT)('%s names files that exist', (path) => {
    const named = textOf(path).matchAll(/`((?:api-client|bench|bin|cli|lambdas|lib|local|test|workbench)\/[\w./-]+)`/g);
    const files = [...named].map(([, file = '']) => file).filter((file) => !EXAMPLE.test(file));
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
  });
});

describe('the pages of operations', () => {
  const pages = globSync('docs/operations/*.md').sort();

  it('are all in the index', () => {
    const listed = linksOf('docs/operations/README.md').map((link) => join('docs/operations', link));
    expect(pages.filter((page) => !page.endsWith('README.md') && !listed.includes(page))).toEqual([]);
  });

  it('have at most 400 lines', () => {
    expect(pages.filter((page) => readFileSync(page, 'utf8').split('\n').length > 400)).toEqual([]);
  });
});

describe('the limits', () => {
  const limits = textOf('docs/limits.md');
  const runbooks = textOf('docs/operations/alarms.md');
  const deployment = textOf('docs/operations/deploy.md');
  const alarms = [...limits.matchAll(/alarms? ([A-Z]\w+(?:, (?:then )?[A-Z]\w+)*)/g)].flatMap(([, names = '']) =>
    names.split(/, (?:then )?/),
  );
  /** Names in the last column of the tables with five columns. */
  const settings = [...limits.matchAll(/^(?:\|[^|]*){4}\|([^|]*)\|$/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([a-z]\w+(?:\.\w+)?)`/g)].map(([, name = '']) => name),
  );

  it('name alarms of the runbook', () => {
    expect(alarms.length).toBeGreaterThan(10);
    expect(alarms.filter((name) => !new RegExp(`^## ${name}$|\`${name}\``, 'm').test(runbooks))).toEqual([]);
  });

  it('name settings of a stage, or fields of an object', () => {
    const FIELDS = ['rate_limit', 'rate', 'delivery_limits', 'publish'];
    expect(settings.length).toBeGreaterThan(10);
    expect(settings.filter((name) => !FIELDS.includes(name) && !deployment.includes(`| \`${name}\` |`))).toEqual([]);
  });
});

describe('the table of decisions', () => {
  const text = textOf('docs/decisions.md');
  const entries = [...text.matchAll(/^### ((\d+)\. (.+))\n\n(\S+) · (.+)$/gm)].map(
    ([, heading = '', number, title, date, status]) =>
      `| ${number} | [${title}](#${anchorOf(heading)}) | ${date} | ${status} |`,
  );

  it('has each decision once, in the order of the numbers, with the title, the date and the status of its entry', () => {
    const rows = text.split('\n').filter((line) => /^\| \d+ \|/.test(line));
    const numberOf = (row: string) => Number(row.split(' ')[1]);
    expect(rows).toEqual(entries.toSorted((a, b) => numberOf(a) - numberOf(b)));
    expect(new Set(rows.map(numberOf)).size).toBe(rows.length);
  });

  it('has no entry without a date and a status', () => {
    expect([...text.matchAll(/^### /gm)]).toHaveLength(entries.length);
  });
});
