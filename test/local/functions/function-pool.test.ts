import { writeFileSync } from 'node:fs';
import { constants, getPriority } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { FunctionPool, type FunctionSettings, FunctionStoppedError } from '../../../local/functions/function-pool.ts';
import { scratchFolder } from '../scratch-folder.ts';

/** Longer than any function here takes, however busy the machine is. */
const TIMEOUT_MS = 60_000;

const pools: FunctionPool[] = [];
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.stop()));
});

/** Returns a pool of a function with this code as its bundle. */
function poolOf(code: string, over: Partial<FunctionSettings> = {}) {
  const file = join(scratchFolder(), 'index.mjs');
  writeFileSync(file, code);
  const lines: string[] = [];
  const pool = new FunctionPool({
    name: 'sample',
    arn: 'arn:aws:lambda:us-east-1:000000000000:function:sample',
    file,
    environment: {},
    timeoutMs: TIMEOUT_MS,
    memoryMb: 128,
    maxInstances: 2,
    inBackground: false,
    mayLoop: false,
    onLine: (line) => lines.push(line),
    ...over,
  });
  pools.push(pool);
  return { pool, lines };
}

/** A function that returns the most invocations at once in its instance, and the number of invocations. */
const COUNTING = `let now = 0, most = 0, count = 0;
export const handler = async () => {
  most = Math.max(most, ++now); count++;
  await new Promise((resolve) => setTimeout(resolve, 30));
  now--;
  return { most, count };
};`;

test('a function gets its event, its context and its own environment', async () => {
  const { pool } = poolOf(
    `export const handler = async (event, context) => ({ event, context: { ...context, left: context.getRemainingTimeInMillis(), getRemainingTimeInMillis: undefined }, env: { ...process.env } });`,
    { environment: { TABLE: 't' } },
  );
  expect(await pool.invoke({ a: 1 })).toMatchObject({
    event: { a: 1 },
    context: { functionName: 'sample', memoryLimitInMB: '128', awsRequestId: expect.any(String) },
    env: { TABLE: 't' },
  });
  const { env, context } = (await pool.invoke({})) as { env: object; context: { left: number } };
  expect(env).not.toHaveProperty('PATH');
  expect(context.left).toBeGreaterThan(0);
  expect(context.left).toBeLessThanOrEqual(TIMEOUT_MS);
});

test('a function in the background runs with lower priority on systems that support it per thread', async () => {
  const code = "import { getPriority } from 'node:os'; export const handler = async () => getPriority();";
  const own = getPriority();
  expect(await poolOf(code).pool.invoke({})).toBe(own);
  const below = process.platform === 'linux' ? Math.max(own, constants.priority.PRIORITY_BELOW_NORMAL) : own;
  expect(await poolOf(code, { inBackground: true }).pool.invoke({})).toBe(below);
  expect(getPriority()).toBe(own);
});

test('an instance runs one invocation at a time, and there are at most as many instances as allowed', async () => {
  const { pool } = poolOf(COUNTING, { maxInstances: 2 });
  const results = (await Promise.all(Array.from({ length: 8 }, () => pool.invoke({})))) as Record<string, number>[];
  expect(results.map(({ most }) => most)).toEqual(Array(8).fill(1));
  const firsts = results.filter(({ count }) => count === 1);
  expect(firsts).toHaveLength(2);
});

test('idle instances end except for one, which is reused', async () => {
  const { pool } = poolOf(
    `import { threadId } from 'node:worker_threads'; export const handler = async () => threadId;`,
    { maxInstances: 3, idleMs: 20 },
  );
  const used = await Promise.all([1, 2, 3].map(() => pool.invoke({})));
  expect(new Set(used).size).toBe(3);
  await expect.poll(() => pool.instances).toBe(1);
  expect(used).toContain(await pool.invoke({}));
});

test('an instance is reused', async () => {
  const { pool } = poolOf(COUNTING);
  await pool.invoke({});
  expect(await pool.invoke({})).toMatchObject({ count: 2 });
});

test("the caller gets the function's error by name and message, and the instance continues", async () => {
  const { pool } = poolOf(
    `let n = 0; export const handler = async () => { if (n++ === 0) throw new TypeError('no'); return n; };`,
  );
  await expect(pool.invoke({})).rejects.toMatchObject({ name: 'TypeError', message: 'no' });
  expect(await pool.invoke({})).toBe(2);
});

describe('an instance that is lost', () => {
  test('to an endless loop is terminated at its timeout, and the next invocation gets a new one', async () => {
    const { pool } = poolOf(`export const handler = async (event) => { while (event.spin); return 'ok'; };`, {
      timeoutMs: 2_000,
      maxInstances: 1,
    });
    const spinning = pool.invoke({ spin: true });
    const waiting = pool.invoke({});
    await expect(spinning).rejects.toThrow('sample timed out after 2 s');
    expect(await waiting).toBe('ok');
  });

  test("to an error outside the invocation's promise fails that invocation and not the next", async () => {
    const { pool } = poolOf(
      `export const handler = (event) => event.crash ? new Promise(() => setTimeout(() => { throw new Error('boom'); })) : 'ok';`,
    );
    await expect(pool.invoke({ crash: true })).rejects.toThrow('sample crashed: boom');
    expect(await pool.invoke({})).toBe('ok');
  });

  test('to process.exit is replaced', async () => {
    const { pool } = poolOf(
      `export const handler = async (event) => { if (event.exit) process.exit(1); return 'ok'; };`,
    );
    await expect(pool.invoke({ exit: true })).rejects.toBeInstanceOf(FunctionStoppedError);
    expect(await pool.invoke({})).toBe('ok');
  });

  test('to a lack of memory is replaced', async () => {
    const { pool } = poolOf(
      `export const handler = async (event) => { const all = []; while (event.eat) all.push(new Array(1e5).fill({})); return 'ok'; };`,
      { memoryMb: 64 },
    );
    await expect(pool.invoke({ eat: true })).rejects.toThrow(/sample (crashed|stopped)/);
    expect(await pool.invoke({})).toBe('ok');
  });

  test('by being killed fails its invocation, and waiting invocations continue', async () => {
    const { pool, lines } = poolOf(
      `export const handler = (event) => {
        if (!event.hang) return 'ok';
        console.log('begun');
        return new Promise((resolve) => setTimeout(resolve, 600_000));
      };`,
      { maxInstances: 1 },
    );
    const hanging = pool.invoke({ hang: true });
    hanging.catch(() => {});
    const waiting = pool.invoke({});
    await expect.poll(() => lines).toEqual(['begun']);
    expect(await pool.kill()).toBe(1);
    await expect(hanging).rejects.toBeInstanceOf(FunctionStoppedError);
    expect(await waiting).toBe('ok');
  });
});

test('the clock of an instance can be off, without changing its deadline or the times that it is given', async () => {
  const { pool } = poolOf(
    `export const handler = async (_, context) => {
      const started = performance.now();
      await new Promise((resolve) => setTimeout(resolve, 20));
      return {
        now: Date.now(), made: new Date().getTime(), given: new Date(0).toISOString(), left: context.getRemainingTimeInMillis(),
        waited: performance.now() - started,
      };
    };`,
    { maxInstances: 1, clockOffsetMs: (n) => (n === 1 ? 600_000 : 0) },
  );
  const before = Date.now();
  const seen = (await pool.invoke({})) as Record<string, number>;
  const after = Date.now();
  for (const time of [seen.now, seen.made]) {
    expect(time).toBeGreaterThanOrEqual(before + 600_000);
    expect(time).toBeLessThanOrEqual(after + 600_000);
  }
  expect(seen).toMatchObject({ given: '1970-01-01T00:00:00.000Z' });
  expect(seen.left).toBeLessThanOrEqual(TIMEOUT_MS);
  expect(seen.waited).toBeLessThanOrEqual(after - before);
  expect(await pool.kill()).toBe(0);
  expect(((await pool.invoke({})) as { now: number }).now).toBeLessThan(before + 600_000);
});

test('a bundle that cannot be loaded fails each invocation with the reason', async () => {
  const { pool } = poolOf(`throw new Error('no configuration');`, { maxInstances: 1 });
  await expect(pool.invoke({})).rejects.toThrow('no configuration');
  await expect(pool.invoke({})).rejects.toThrow('no configuration');
});

test('the output of a function arrives line by line', async () => {
  const { pool, lines } = poolOf(
    `export const handler = async () => { console.log('one\\ntwo'); console.error('three'); };`,
  );
  await pool.invoke({});
  await expect.poll(() => [...lines].sort()).toEqual(['one', 'three', 'two']);
});

test('a stopped pool rejects invocations', async () => {
  const { pool } = poolOf(COUNTING);
  await pool.stop();
  await expect(pool.invoke({})).rejects.toThrow('sample is stopped');
});
