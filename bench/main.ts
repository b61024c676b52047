/**
 * `npm run bench`: prints the cost of a delivery in money, processor time and bundle size, and the cost of the largest publish call,
 * the costliest renderings, a sweep, a page of the API, a page of several shards, a listener, a bad endpoint beside a healthy
 * one, and a burst for a destination with a limit. The results are ratios and counts, because times depend on the machine. `npm run bench -- pages` runs only that bench. The
 * names are those of BENCHES. The exit code is 1 when a bench misses its target.
 */
import { bundleBench } from './bundles.ts';
import { costBench } from './cost/cost.ts';
import { cpuBench } from './cpu.ts';
import { isolationBench } from './isolation/isolation.ts';
import { listenBench } from './listen/listen.ts';
import { pacingBench } from './pacing/pacing.ts';
import { publishBench } from './publish.ts';
import { renderingBench } from './rendering.ts';
import { renderingLimitsBench } from './rendering-limits.ts';
import { shardsBench } from './shards.ts';
import { sweepBench } from './sweep.ts';
import { sweepWatchedBench } from './sweep-watched.ts';
import { pagesBench } from './workbench/pages.ts';
import { pagingBench } from './workbench/paging.ts';
import { type Scene, setScene } from './workbench/scene.ts';
import { workbenchBench } from './workbench/workbench.ts';

const BENCHES: Readonly<Record<string, (scene: Scene) => Promise<void> | void>> = {
  cost: costBench,
  cpu: cpuBench,
  publish: publishBench,
  rendering: renderingBench,
  'rendering-limits': renderingLimitsBench,
  bundles: bundleBench,
  sweep: sweepBench,
  'sweep-watched': sweepWatchedBench,
  pages: pagesBench,
  shards: shardsBench,
  listen: listenBench,
  workbench: workbenchBench,
  paging: pagingBench,
  isolation: isolationBench,
  pacing: pacingBench,
};

const requested = process.argv.slice(2);
const unknown = requested.find((name) => !Object.hasOwn(BENCHES, name));
if (unknown !== undefined) {
  console.error(`There is no bench '${unknown}'. The benches are ${Object.keys(BENCHES).join(', ')}.`);
  process.exit(1);
}
const scene = await setScene();
try {
  for (const [name, bench] of Object.entries(BENCHES))
    if (requested.length === 0 || requested.includes(name)) await bench(scene);
} finally {
  scene.stop();
}
process.exit();
