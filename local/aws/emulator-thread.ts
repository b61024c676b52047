/**
 * The emulators in a thread of their own. In the thread of the platform, their work and that of the gateways and event sources would
 * delay each other (decision 82).
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { AwsEndpoints, Emulators } from './emulators.ts';

/**
 * Starts the emulators in a worker thread. An error that they do not handle ends the process, as it does without a thread.
 * @param dataDir folder for the data. Without one, the data is kept in memory
 */
export async function startEmulatorThread(dataDir?: string): Promise<Emulators> {
  const worker = new Worker(new URL('./emulator-worker.ts', import.meta.url), {
    name: 'emulators',
    // Options of the process that starts the platform, such as --input-type, do not apply to the thread.
    execArgv: [],
    workerData: { dataDir },
  });
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const [endpoints] = (await once(worker, 'message')) as [AwsEndpoints];
  return {
    endpoints,
    async stop() {
      worker.postMessage('stop');
      await ended;
    },
  };
}
