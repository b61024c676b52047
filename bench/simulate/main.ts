/**
 * `npm run simulate`: three days at 10,000 events a second in virtual time, with the policies of `lambdas/core`. Prints tables and
 * checks, writes the charts and tables of docs/simulation, and exits with 1 when a bound is broken. The same code has the same
 * results.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { drainChecks, fleetChecks } from './bounds.ts';
import { chartsOf } from './charts/charts.ts';
import { printChecks } from './checks.ts';
import { simulateDrain } from './drain/drain.ts';
import { simulateAfter } from './fleet/after.ts';
import { simulateBefore } from './fleet/before.ts';
import type { FleetResult, Scenario } from './fleet/scenario.ts';
import { limitedChecks, messageChecks } from './limits/bounds.ts';
import { simulateLimited } from './limits/fleet.ts';
import { simulateMessages } from './limits/messages.ts';
import { limitedRows, messageRows } from './limits/rows.ts';
import { markdownTable, type Row } from './report/markdown.ts';
import { backlogRows, deadDestinationRows, fleetRows, sweepRows } from './report/rows.ts';
import { BACKLOGS, BIG_DRAIN, DEAD, DEFAULTS, EXPIRING, LIMITED, MESSAGES, NUMBERS, RETURNING } from './scenarios.ts';

const FOLDER = fileURLToPath(new URL('../../docs/simulation/', import.meta.url));

const started = Date.now();
const sections: { readonly title: string; readonly rows: readonly Row[] }[] = [];

function show(title: string, rows: readonly Row[]): void {
  console.log(`\n${title}`);
  console.table(rows);
  sections.push({ title, rows });
}

function fleet(title: string, scenarios: readonly Scenario[], run: (scenario: Scenario) => FleetResult): FleetResult[] {
  const results = scenarios.map(run);
  show(title, fleetRows(results));
  return results;
}

show('One invocation of the sweep, in the 50 s that it has', sweepRows());
show('A dead destination with 10 events a second, a day', deadDestinationRows(10));
const before = fleet('One queue and no circuit breaker: dead from hour 1 on', DEAD, simulateBefore);
const dead = fleet('Dead from hour 1 on', DEAD, simulateAfter);
const returning = fleet('Dead from hour 1 to hour 25', RETURNING, simulateAfter);
const numbers = fleet('The same events for more or fewer destinations', NUMBERS, simulateAfter);
const defaults = fleet(
  'Default settings and 1,000 events a second: dead from hour 1 to hour 25',
  DEFAULTS,
  simulateAfter,
);
const expiring = fleet('Dead for 79 hours', EXPIRING, simulateAfter);
const backlogs = BACKLOGS.map(simulateAfter);
show('Everything dead from hour 1 to hour 25, and slow lanes of several sizes', backlogRows(backlogs));
const limited = LIMITED.map(simulateLimited);
show('Destinations with delivery limits', limitedRows(limited));
const messages = await Promise.all(MESSAGES.map(simulateMessages));
show('A destination with limits and one without, message by message', messageRows(messages));
const drain = await simulateDrain(BIG_DRAIN);

mkdirSync(FOLDER, { recursive: true });
for (const [name, svg] of Object.entries(chartsOf({ before, dead, returning, limited, drain })))
  writeFileSync(FOLDER + name, svg);
const tables = sections.map(({ title, rows }) => `## ${title}\n\n${markdownTable(rows)}`);
writeFileSync(`${FOLDER}results.md`, `# Results of npm run simulate\n\n${tables.join('\n\n')}\n`);

console.log('\nBounds');
const kept = printChecks([
  ...fleetChecks('dead', dead),
  ...fleetChecks('returning', returning),
  ...fleetChecks('numbers of destinations', numbers),
  ...fleetChecks('default settings', defaults),
  ...fleetChecks('dead for 79 hours', expiring),
  ...fleetChecks('everything dead for a day', backlogs),
  ...limitedChecks(limited),
  ...messages.flatMap(messageChecks),
  ...drainChecks(BIG_DRAIN, drain),
]);
console.log(`\n${kept ? 'All bounds are kept' : 'Bounds are broken'}; ${Math.round((Date.now() - started) / 1000)} s.`);
process.exit(kept ? 0 : 1);
