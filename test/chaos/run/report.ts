/** Formats the result of a run. */
import { CAUSES } from './causes.ts';
import type { ChaosResult } from './chaos.ts';
import { type Found, PROBLEMS, STATES } from './reconcile.ts';

const MAX_SHOWN = 20;
const number = (value: number): string => value.toLocaleString('en');
const seconds = (ms: number): string => `${(ms / 1000).toFixed(0)} s`;

export function reportOf(result: ChaosResult): string {
  const { accounts, problems, kills, faults } = result;
  const rows = Array.from(accounts, ([name, account]) => [
    name,
    number(account.published),
    ...STATES.map((state) => number(account.states[state])),
    number(account.attempts),
    number(account.retries),
    number(Object.values(account.duplicates).reduce((sum, count) => sum + count, 0)),
  ]);
  const header = [
    'destination',
    'published',
    ...STATES.map((state) => state.replace('_', ' ')),
    'attempts',
    'retries',
    'duplicates',
  ];
  const total = (cause: keyof typeof CAUSES) =>
    [...accounts.values()].reduce((sum, { duplicates }) => sum + duplicates[cause], 0);
  const offTime = [...accounts.values()].reduce((sum, one) => sum + one.offTime, 0);
  const causes = Object.entries(CAUSES).map(([cause, meaning]) => {
    const limit = cause === 'returns' ? `, of at most ${number(kills.messages)} in interrupted batches` : '';
    return `  ${number(total(cause as keyof typeof CAUSES)).padStart(6)}  ${meaning}${limit}`;
  });
  return [
    '',
    table([header, ...rows]),
    '',
    `Killed ${kills.times} times, ${kills.interrupted} invocations interrupted; emulators restarted ${result.restarts} times; ${result.wrongClocks} workers with a wrong clock,`,
    `whose ${number(offTime)} requests the endpoints refused. SQS: ${number(result.copied)} copies, ${number(result.late)} late messages. ${number(result.repeatedCalls)} API calls were repeated.`,
    `Faults: ${[...faults]
      .sort()
      .map(([name, count]) => `${name} ${number(count)}`)
      .join('; ')}`,
    'Duplicates:',
    ...causes,
    `Faults for ${seconds(result.faultsMs)}, drained ${seconds(result.drainMs)} after the last one.`,
    '',
    ...problemLines(problems),
  ].join('\n');
}

function problemLines(problems: readonly Found[]): string[] {
  if (problems.length === 0)
    return [
      'published = delivered + failed + waiting + pending + not sent; every body is what was published; nothing is unknown.',
    ];
  const groups = Map.groupBy(problems, ({ problem }) => problem);
  return Array.from(groups).flatMap(([problem, found]) => [
    `PROBLEM: ${found.length} events ${PROBLEMS[problem]}:`,
    ...found
      .slice(0, MAX_SHOWN)
      .map(({ destination = '', event, detail = '' }) => `  ${event} ${destination} ${detail}`.trimEnd()),
  ]);
}

/** Formats rows in columns of equal width, numbers to the right. The first row is the header. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row.map((cell, n) => (n === 0 ? cell.padEnd(widths[n] ?? 0) : cell.padStart(widths[n] ?? 0))).join('  '),
    )
    .join('\n');
}
