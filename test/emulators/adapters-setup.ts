/** Starts the emulator that the project of a run is named after, for its tests of adapters. */
import type { TestProject } from 'vitest/node';
import { emulatorsOf, endpointsOf } from './emulators.ts';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const emulator = emulatorsOf(process.env).find(({ name }) => name === project.name);
  if (!emulator) throw new Error(`There is no emulator ${project.name}.`);
  const server = await emulator.start();
  project.provide('awsEndpoints', endpointsOf(emulator, server));
  project.provide('emulator', emulator.name);
  if (!emulator.isAtomic) project.provide('maxConnections', 1);
  return server.stop;
}
