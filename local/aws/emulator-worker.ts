/** The thread of the emulators: starts them, reports their endpoints, and does what the messages ask. */
import { parentPort, workerData } from 'node:worker_threads';
import type { FromThread, ToThread } from './emulator-thread.ts';
import { startEmulators } from './emulators.ts';

const { endpoints, enforce, stop } = await startEmulators(workerData.dataDir);
const send = (message: FromThread) => parentPort?.postMessage(message);

parentPort?.on('message', async (message: ToThread) => {
  if (message.kind === 'stop') {
    await stop();
    process.exit(0);
  }
  await enforce(message.rules, {
    onUse: (use) => send({ kind: 'use', use }),
    onRefusal: (refusal) => send({ kind: 'refusal', refusal }),
  });
  send({ kind: 'enforced' });
});
send({ kind: 'started', endpoints });
