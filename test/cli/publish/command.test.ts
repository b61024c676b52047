/** `waybill publish`, interrupted in every way, against the local platform. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Platform, startPlatform } from '../../doubles/platform.ts';
import { until } from '../../doubles/receiver.ts';
import { scratchFolder } from '../../local/scratch-folder.ts';
import { runCli, startCli } from '../run-cli.ts';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform({ workbench: false });
});
afterAll(() => platform?.stop());

const env = () => ({ WAYBILL_API_KEY: platform.keys.sandbox, WAYBILL_API_BASE: platform.url });
const publish = (...args: string[]) => runCli(env(), ['publish', ...args]);

const line = (type: string, n: number) => JSON.stringify({ type, data: { object: { n } } });
const lines = (type: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${line(type, index + 1)}\n`);

function file(content: readonly string[]): string {
  const path = join(scratchFolder(), 'events.ndjson');
  writeFileSync(path, content.join(''));
  return path;
}

/** The numbers of the events that there are, oldest first. */
async function published(type: string): Promise<number[]> {
  const { stdout } = await runCli(env(), ['events', 'list', '--type', type, '--all', '--json']);
  const events = stdout
    .split('\n')
    .filter(Boolean)
    .map((text) => JSON.parse(text));
  return events.map(({ data }) => data.object.n).reverse();
}
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

test('each line of a file is published once, even if Ctrl-C and kills interrupt it', async () => {
  const COUNT = 4000;
  const path = file(lines('cli.interrupted', COUNT));
  const args = ['publish', path, '--batch', '20', '--parallel', '3'];
  const answered = () => readFileSync(`${path}.ledger`, 'utf8').split('"published"').length - 1;
  let before = 0;
  for (const signal of ['SIGINT', 'SIGKILL', 'SIGTERM', 'SIGKILL'] as const) {
    const run = startCli(env(), args);
    await until(`some is published before ${signal}`, () => existsSync(`${path}.ledger`) && answered() > before + 10);
    run.child.kill(signal);
    const { code, stderr } = await run.ended;
    expect(code).toBe(signal === 'SIGKILL' ? null : 130);
    if (signal !== 'SIGKILL') expect(stderr).toContain('Run the same command again');
    before = answered();
  }
  // Each interruption was in the middle.
  expect(before).toBeLessThan(COUNT / 20);
  expect(await publish(path, '--parallel', '3')).toMatchObject({ code: 0 });
  const again = await publish(path);
  expect(again.stderr).toContain('Published 4000 of 4000 events, 0 of them in this run');
  // The batches are published at the same time, so they are listed in any order.
  const all = await published('cli.interrupted');
  expect(all.toSorted((a, b) => a - b)).toEqual(upTo(COUNT));
});

test('a batch without a response is recognized when it is sent again', async () => {
  const path = file(lines('cli.doubt', 30));
  await publish(path, '--batch', '10');
  // The state after a kill before the responses: the platform has the events, and the progress file has no result of them.
  const progress = readFileSync(`${path}.ledger`, 'utf8');
  const kept = progress.split('\n').filter((text) => !text.includes('"published"') || text.includes('"batch":2,'));
  writeFileSync(`${path}.ledger`, `${kept.join('\n').trim()}\n`);
  const { code, stderr } = await publish(path);
  expect(code).toBe(0);
  expect(stderr).toContain('10 events were already published');
  // The batches are published at the same time, so they are listed in any order.
  const all = await published('cli.doubt');
  expect(all.toSorted((a, b) => a - b)).toEqual(upTo(30));
});

describe('lines that are refused', () => {
  test('are printed with their numbers and written to a file, which can be corrected and published', async () => {
    const path = file([
      line('cli.mixed', 1),
      '\n',
      '{"type":"cli mixed","data":{"object":{}}}\n',
      'nonsense\n',
      '\n',
      line('cli.mixed', 2),
    ]);
    const { code, stderr } = await publish(path);
    expect(code).toBe(6);
    expect(stderr).toMatch(/line 2 {2}.*event type/);
    expect(stderr).toMatch(/line 3 {2}The line is not valid JSON/);
    expect(await published('cli.mixed')).toEqual([1, 2]);
    const refused = readFileSync(`${path}.refused`, 'utf8');
    expect(refused).toBe('{"type":"cli mixed","data":{"object":{}}}\nnonsense\n');
    writeFileSync(`${path}.refused`, `${line('cli.mixed', 3)}\n`);
    expect((await publish(`${path}.refused`)).code).toBe(0);
    // A second start says the same, and does not write over what is being corrected.
    const again = await publish(path, '--json');
    expect(again.code).toBe(6);
    expect(JSON.parse(again.stdout)).toMatchObject({
      published: 2,
      published_now: 0,
      refused: [{ line: 2 }, { line: 3 }],
    });
    expect(readFileSync(`${path}.refused`, 'utf8')).toContain('cli.mixed');
    expect(await published('cli.mixed')).toEqual([1, 2, 3]);
  });

  test('are reported when no other line exists', async () => {
    expect(await publish(file(['{"type":"a"}\n']))).toMatchObject({ code: 6 });
  });
});

describe('a progress file', () => {
  test('is refused when published lines have changed, with advice, and nothing is published', async () => {
    const path = file(lines('cli.changed', 5));
    await publish(path);
    writeFileSync(path, lines('cli.changed', 5).reverse().join(''));
    const { code, stderr } = await publish(path);
    expect(code).toBe(2);
    expect(stderr).toContain('--ledger');
    expect(await published('cli.changed')).toEqual(upTo(5));
  });

  test('continues with lines that were added at the end', async () => {
    const path = file(lines('cli.longer', 5));
    await publish(path);
    writeFileSync(path, lines('cli.longer', 8).join(''));
    expect((await publish(path)).stderr).toContain('Published 8 of 8 events, 3 of them in this run');
    expect(await published('cli.longer')).toEqual(upTo(8));
  });

  test('of another account is refused', async () => {
    const path = file(lines('cli.whose', 2));
    await publish(path);
    const { code, stderr } = await publish(path, '--account', 'acct_shop');
    expect(code).toBe(2);
    expect(stderr).toContain('acct_shop');
  });

  test('is required for stdin, and works there too', async () => {
    const ledger = join(scratchFolder(), 'stdin.ledger');
    const piped = (args: string[], count: number) =>
      runCli(env(), ['publish', ...args], lines('cli.stdin', count).join(''));
    expect(await piped([], 2)).toMatchObject({ code: 2 });
    expect(await piped(['-', '--ledger', ledger], 3)).toMatchObject({ code: 0 });
    expect(await piped(['-', '--ledger', ledger], 5)).toMatchObject({ code: 0 });
    expect(await published('cli.stdin')).toEqual(upTo(5));
    expect(await piped(['--no-ledger'], 1)).toMatchObject({ code: 0 });
    expect(await published('cli.stdin')).toEqual([...upTo(5), 1]);
  });
});

test('a file that does not exist, or an invalid key, is reported before anything is published', async () => {
  expect(await publish('/nowhere/x.ndjson')).toMatchObject({ code: 2 });
  const path = file(lines('cli.key', 1));
  const { code } = await runCli({ ...env(), WAYBILL_API_KEY: 'sk_test_wrong' }, ['publish', path]);
  expect(code).toBe(3);
  expect(existsSync(`${path}.ledger`)).toBe(false);
});
