/** The thread of the emulators: starts them, reports their endpoints, and stops them on the first message. */
import { parentPort, workerData } from 'node:worker_threads';
import { startEmulators } from './emulators.ts';

const { endpoints, stop } = await startEmulators(workerData.dataDir);
parentPort?.once('message', async () => {
  await stop();
  process.exit(0);
});
parentPort?.postMessage(endpoints);
