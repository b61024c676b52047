import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { templateOf, widgetsOf } from './stacks.ts';

interface Line {
  readonly label: string;
  readonly expression: string;
}

const TITLES = ['API calls without a 5xx', 'First attempts within 10 s', 'Attempts without an internal error'];

type Shown = ReturnType<typeof objectives>[number];

/** Returns the widgets of the objectives, and the lines of metric math of each. */
function objectives(settings = {}) {
  return widgetsOf(templateOf(settings))
    .slice(0, TITLES.length + 1)
    .map(({ properties }) => ({
      ...properties,
      lines: properties.metrics
        .map((metric) => (metric as unknown[]).at(-1))
        .filter((last): last is Line => typeof last === 'object' && last !== null && 'expression' in last),
    }));
}

/** Computes metric math with numbers instead of metrics, in which a metric without a number has no data. */
function compute({ expression }: Line, numbers: Readonly<Record<string, number>>): number {
  const math = expression
    .replace(/FILL\((\w+), 0\)/g, (_, name) => String(numbers[name] ?? 0))
    .replace(/[a-z]\w*/gi, (name) => String(numbers[name] ?? Number.NaN));
  expect(math).toMatch(/^[\d .+*/()NaN-]+$/);
  return Function(`return ${math}`)();
}

describe('the objectives', () => {
  it('are the first row of the dashboard, each over 30 days whatever the time of the dashboard is', () => {
    const shown = objectives();
    expect(shown.map(({ title }) => title)).toEqual([
      `${TITLES[0]}: objective 99.9 %`,
      `${TITLES[1]}: objective 99 %`,
      `${TITLES[2]}: objective 99.9 %`,
      'Error budget burn rate, by the hour',
    ]);
    for (const widget of shown.slice(0, 3))
      expect(widget).toMatchObject({ start: '-P30D', setPeriodToTimeRange: true });
  });

  it('follow the settings of the stage', () => {
    const [calls] = objectives({ objectives: { calls: 95 } });
    expect(calls?.title).toBe(`${TITLES[0]}: objective 95 %`);
  });

  it.each([
    ['calls', 0, { calls: 1000 }, 100, 100],
    ['calls', 0, { calls: 10_000, serverErrors: 5 }, 99.95, 50],
    ['calls', 0, { calls: 10_000, serverErrors: 20 }, 99.8, -100],
    ['first attempts', 1, { first0: 900, soon0: 899, first1: 100, soon1: 96 }, 99.5, 50],
    ['first attempts to one type', 1, { first0: 1000, soon0: 1000 }, 100, 100],
    ['attempts', 2, { delivered0: 9_000, retry0: 900, failed1: 90, caught0: 9, rendering: 1 }, 99.9, 0],
    ['attempts, when an invocation failed', 2, { delivered0: 19_990, thrown1: 1 }, 99.95, 50],
  ])('compute the share and the budget that is left from %s', (_, widget, numbers, good, left) => {
    const [share, budget] = (objectives()[widget] as Shown).lines as [Line, Line];
    expect(compute(share, numbers)).toBeCloseTo(good, 6);
    expect(compute(budget, numbers)).toBeCloseTo(left, 4);
  });

  it('burn at 1 when the share of bad events is what the objective permits', () => {
    const [calls, first, attempts] = (objectives()[3] as Shown).lines as [Line, Line, Line];
    expect(compute(calls, { calls: 1000, serverErrors: 1 })).toBeCloseTo(1, 6);
    expect(compute(first, { first0: 100, soon0: 99 })).toBeCloseTo(1, 6);
    expect(compute(attempts, { delivered0: 999, caught1: 1 })).toBeCloseTo(1, 6);
  });

  it('are described with their defaults', () => {
    const page = readFileSync('docs/operations/dashboard.md', 'utf8');
    for (const { title } of objectives().slice(0, 3)) {
      const [name = '', target] = title.split(': objective ');
      expect(page).toContain(`| ${name} | ${target} |`);
    }
  });
});
