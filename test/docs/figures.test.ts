/** Figures in the pages of operations follow from those of the simulation, from settings, and from each other. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LARGE_STAGE } from '../../bench/simulate/assumptions.ts';
import { parseStageConfig } from '../../lib/config.ts';

const read = (path: string): string => readFileSync(path, 'utf8');
const capacity = read('docs/operations/capacity.md');
const cost = read('docs/operations/cost.md');
const results = read('docs/simulation/results.md');

/** Returns the rows of the tables below a heading, without the heads of columns and the lines below them. */
function rowsOf(text: string, heading: string): string[][] {
  const [, after = ''] = text.split(`\n## ${heading}\n`);
  return (after.split(/^## /m)[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\| ?-/.test(line))
    .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$|\*\*/g, '').trim()));
}

/** Returns the rows of a table of the results by their first cell, as objects by the heads of the columns. */
function resultsOf(heading: string): Map<string, Record<string, string>> {
  const [heads = [], ...rows] = rowsOf(results, heading);
  return new Map(rows.map((row) => [row[0] ?? '', Object.fromEntries(heads.map((head, at) => [head, row[at] ?? '']))]));
}

describe('capacity', () => {
  const settings = [...capacity.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json = '']) => JSON.parse(json));

  it('names settings that a stage accepts, those of the largest size as in the simulation', () => {
    expect(settings).toHaveLength(3);
    const [, , large] = settings.map((one) => parseStageConfig('prod', { platformName: 'acme', ...one }));
    const { deliverMaxConcurrency, slowLane, inFlightLimit, dueShards, drainRatePerSecond } = LARGE_STAGE;
    expect(large).toMatchObject({ deliverMaxConcurrency, slowLane, inFlightLimit, dueShards, drainRatePerSecond });
  });

  it('has the figures of the simulation for outages', () => {
    const sections: Record<string, string> = {
      '1,000': 'Default settings and 1,000 events a second: dead from hour 1 to hour 25',
      '10,000': 'Dead from hour 1 on',
    };
    const [heads = [], ...rows] = rowsOf(capacity, 'What an outage adds');
    expect(rows.length).toBeGreaterThan(5);
    for (const [rate = '', ...cells] of rows) {
      const simulated = resultsOf(sections[rate] ?? '').get(cells[0] ?? '') ?? {};
      expect([rate, ...heads.slice(1).map((head) => simulated[head])]).toEqual([rate, ...cells]);
    }
  });

  it('adds up the functions that run at the same time', () => {
    const row = (name: string) =>
      rowsOf(capacity, 'Three sizes')
        .find(([first]) => first === name)
        ?.slice(1, 4) ?? [];
    const publish = row('`publish` at a time').map(Number);
    const sums = settings.map((one, size) => {
      const { deliverMaxConcurrency, slowLane, dueShards } = parseStageConfig('prod', { platformName: 'acme', ...one });
      return String((publish[size] ?? 0) + deliverMaxConcurrency + slowLane.maxConcurrency + 20 + dueShards + 5);
    });
    expect(row('functions at a time, at most')).toEqual(sums);
  });
});

/** Returns the number of a cell such as `$1.80`, `46,656` or a range, whose last number it is. */
const numbersOf = (cell: string | undefined): number[] =>
  [...(cell ?? '').matchAll(/[\d,]+(?:\.\d+)?/g)].map(([number]) => Number(number.replaceAll(',', '')));

describe('cost', () => {
  it.each([
    ['What an event costs', 2],
    ['What a stage costs', 3],
  ])('%s: sums are the sums of their rows', (heading, columns) => {
    const [, ...rows] = rowsOf(cost, heading);
    for (let column = 1; column <= columns; column++) {
      let sum = 0;
      for (const row of rows) {
        const value = numbersOf(row[column])[0] ?? 0;
        const isSum = row[0] === 'sum' || row[0] === 'without data transfer';
        if (isSum) expect(value, `${row[0]}, column ${column}`).toBeCloseTo(sum, 2);
        else sum += value;
      }
    }
  });

  it('a stage: the page of capacity has the same sums, rounded', () => {
    const [dollars = []] = rowsOf(capacity, 'Three sizes').filter(([name]) => name === 'dollars in 30 days');
    const [sums = []] = rowsOf(cost, 'What a stage costs').filter(([name]) => name === 'sum');
    for (const size of [1, 2, 3]) {
      const [rounded = 0, sum = 0] = [dollars[size], sums[size]].map((cell) => numbersOf(cell)[0]);
      expect(rounded).toBe(Number(sum.toPrecision(2)));
    }
  });

  it('an idle stage: the README states the sum', () => {
    const [, ...rows] = rowsOf(cost, 'What an idle stage costs');
    const [low = 0, high = 0] = rows
      .filter(([name]) => name !== 'sum')
      .map((row) => numbersOf(row[1]))
      .reduce(([a = 0, b = 0], range) => [a + (range[0] ?? 0), b + (range.at(-1) ?? 0)], [0, 0]);
    const [[, sum] = []] = rows.filter(([name]) => name === 'sum');
    expect(numbersOf(sum).map((one) => one.toFixed(1))).toEqual([low, high].map((one) => one.toFixed(1)));
    const [from, to] = (sum ?? '').split(' to ');
    expect(read('README.md')).toContain(
      `[$${from} to $${to} a month](docs/operations/cost.md#what-an-idle-stage-costs)`,
    );
  });
});
