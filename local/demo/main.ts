/** `npm run demo`: starts the platform, publishes real payloads to three destinations, and checks what arrived. */
import cliProgress from 'cli-progress';
import { startPlatform } from '../platform.ts';
import { githubPayloads } from './payloads.ts';
import { PROBLEMS, type Reconciliation } from './reconcile.ts';
import { DESTINATIONS, type DemoResult, runDemo } from './run-demo.ts';

/** Shortens the delays between retries, which are half a minute and more. */
const TIME_SCALE = 3600;

/** Set by Ctrl-C. Later errors are caused by the stop and are not shown. */
let interrupted = false;

async function demo(): Promise<boolean> {
  console.log('Starting Waybill ...');
  const platform = await startPlatform({
    port: 0,
    timeScale: TIME_SCALE,
    onError: (text) => interrupted || console.error(`error: ${text}`),
  });
  const interrupt = async () => {
    interrupted = true;
    await platform.stop();
    process.exit(130);
  };
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const payloads = githubPayloads();
  console.log(
    `Publishing ${payloads.length} webhook payloads of GitHub to three destinations;\n` +
      'the flaky webhook fails the first two tries of each event.\n',
  );
  const width = Math.max(...DESTINATIONS.map((name) => name.length));
  const bars = new cliProgress.MultiBar(
    {
      format: '  {name}  {bar}  {value} of {total}',
      barsize: 40,
      hideCursor: true,
      stream: process.stdout,
      noTTYOutput: true,
      formatValue: (value, options, type) =>
        type === 'value' ? String(value).padStart(4) : cliProgress.Format.ValueFormat(value, options, type),
    },
    cliProgress.Presets.shades_classic,
  );
  const barOf = Object.fromEntries(
    DESTINATIONS.map((name) => [name, bars.create(payloads.length, 0, { name: name.padEnd(width) })]),
  );
  try {
    const result = await runDemo({
      url: platform.url,
      key: platform.keys.live,
      endpoints: platform.endpoints,
      payloads,
      onProgress: (name, delivered) => barOf[name]?.update(delivered),
    }).finally(() => bars.stop());
    console.log(`\n${summary(result)}`);
    return result.complete;
  } finally {
    await platform.stop();
  }
}

const number = (value: number) => value.toLocaleString('en');
const verified = (found: number, of: number) => (of === 0 ? '-' : `${number(found)} of ${number(of)}`);

const COLUMNS: Readonly<Record<string, (reconciliation: Reconciliation) => string>> = {
  delivered: ({ delivered }) => number(delivered),
  attempts: ({ attempts }) => number(attempts),
  duplicates: ({ duplicates }) => number(duplicates),
  'Stripe-Signature good': ({ signatures }) => verified(signatures.stripe, signatures.of),
  'webhook-signature good': ({ signatures }) => verified(signatures.standardWebhooks, signatures.of),
  bytes: ({ bytes }) => number(bytes),
};

function summary({ published, reconciliations, complete, durationMs }: DemoResult): string {
  const rows = DESTINATIONS.map((name) => [
    name,
    number(published),
    ...Object.values(COLUMNS).map((cell) => cell(reconciliations[name])),
  ]);
  const problems = DESTINATIONS.flatMap((name) =>
    Object.entries(PROBLEMS).flatMap(([problem, meaning]) => {
      const ids = reconciliations[name].problems[problem as keyof typeof PROBLEMS];
      return ids.length > 0 ? [`  ${name}: ${ids.length} events ${meaning}, such as ${ids[0]}`] : [];
    }),
  );
  const conclusion = complete ? 'Every event is accounted for at each destination' : 'Not every event is accounted for';
  return [
    table([['', 'published', ...Object.keys(COLUMNS)], ...rows]),
    '',
    `${conclusion}; ${(durationMs / 1000).toFixed(1)} s from the first publish to the last record.`,
    ...problems,
  ].join('\n');
}

/** Formats a table with columns of equal width and right-aligned numbers. The first row is the header. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  );
  return [lines[0], widths.map((width) => '-'.repeat(width)).join('  '), ...lines.slice(1)]
    .map((line) => `  ${line}`)
    .join('\n');
}

demo().then(
  (complete) => process.exit(complete ? 0 : 1),
  (error) => {
    if (interrupted) return;
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
