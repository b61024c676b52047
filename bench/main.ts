/** `npm run bench`: prints what a delivery costs in money, processor time and bundle size. Ratios and counts, not clocks. */
import { bundleBench } from './bundles.ts';
import { costBench } from './cost.ts';
import { cpuBench } from './cpu.ts';
import { setScene } from './scene.ts';

const scene = await setScene();
try {
  await costBench(scene);
  await cpuBench(scene);
  bundleBench(scene);
} finally {
  scene.stop();
}
process.exit(0);
