/**
 * `npm run bench`: prints what a delivery costs in money, processor time and bundle size, what the largest publish call,
 * the costliest renderings and a sweep cost, what a page costs to read, and what a listener costs a publisher.
 * Ratios and counts, not clocks. `npm run bench -- pages` runs that alone; names are those of BENCHES.
 */
import { bundleBench } from './bundles.ts';
import { costBench } from './cost.ts';
import { cpuBench } from './cpu.ts';
import { listenBench } from './listen/listen.ts';
import { publishBench } from './publish.ts';
import { renderingBench } from './rendering.ts';
import { renderingLimitsBench } from './rendering-limits.ts';
import { sweepBench } from './sweep.ts';
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
  pages: pagesBench,
  listen: listenBench,
  workbench: workbenchBench,
  paging: pagingBench,
};

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !Object.hasOwn(BENCHES, name));
if (unknown !== undefined) {
  console.error(`There is no bench '${unknown}'; there are ${Object.keys(BENCHES).join(', ')}.`);
  process.exit(1);
}
const scene = await setScene();
try {
  for (const [name, bench] of Object.entries(BENCHES))
    if (asked.length === 0 || asked.includes(name)) await bench(scene);
} finally {
  scene.stop();
}
process.exit(0);
