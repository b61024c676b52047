/** Measures the processor time of the costliest known expressions until the limits of steps and sizes stop them. */
import { registerHooks } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MAX_STEPS } from '../lambdas/core/rendering/limits.ts';
import { ProcessorAllowance } from '../lambdas/core/rendering/processor-allowance.ts';
import { renderData } from '../lambdas/core/rendering/render-data.ts';
import { HOSTILE } from '../test/core/rendering/hostile.ts';
import { changed, NEWEST, OLDEST } from '../test/core/rendering/versions.ts';
import { microsecondsEach } from './processor-time.ts';
import type { Scene } from './workbench/scene.ts';

const ROUNDS = 5;
const SHOWN = 8;
/** About 8 plain steps per call. */
const PLAIN = '$f := function($n) { $f($n + 1) }; $f(0)';

export async function renderingLimitsBench({ backend }: Scene): Promise<void> {
  const interpreter = pathToFileURL(join(dirname(backend.bundles.deliver as string), 'jsonata.mjs')).href;
  registerHooks({
    resolve: (name, context, next) =>
      name === 'jsonata' ? { url: interpreter, format: 'module', shortCircuit: true } : next(name, context),
  });
  const plain = await milliseconds(PLAIN);
  const rows: { expression: string; ms: number }[] = [];
  for (const [expression, jsonata] of Object.entries(HOSTILE))
    rows.push({ expression, ms: await milliseconds(jsonata) });
  rows.sort((a, b) => b.ms - a.ms);
  console.log(`\nProcessor time until a rendering is stopped by steps and sizes, best of ${ROUNDS}`);
  console.table(rows.slice(0, SHOWN).map(({ expression, ms }) => ({ expression, ms: Math.round(ms) })));
  console.log(`  plain steps: ${Math.round(MAX_STEPS / plain)} in a millisecond`);
}

async function milliseconds(jsonata: string): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const event = { type: 'a.b', apiVersion: NEWEST, data: { object: { id: 'in_1', lines: [{ n: 1 }, { n: 2 }] } } };
    const stopped = async () => {
      await renderData(event, OLDEST, changed(`(${jsonata})`), {}, new ProcessorAllowance(() => 0)).catch(() => {});
    };
    best = Math.min(best, await microsecondsEach(1000, stopped));
  }
  return best;
}
