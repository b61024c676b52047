/** The emulators with their data in a folder, so that they can restart while the platform runs. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulatorThread } from '../../../local/aws/emulator-thread.ts';
import type { AwsEndpoints, Emulators } from '../../../local/aws/emulators.ts';

export interface RestartableEmulators {
  /** Returns undefined while they do not run. */
  readonly endpoints: () => AwsEndpoints | undefined;
  /** Resolves when they run again. */
  restart(): Promise<void>;
  readonly restarts: () => number;
  stop(): Promise<void>;
}

export async function startRestartableEmulators(): Promise<RestartableEmulators> {
  const dataDir = mkdtempSync(join(tmpdir(), 'waybill-chaos-'));
  let running: Emulators | undefined = await startEmulatorThread(dataDir);
  let restarts = 0;
  const stop = async () => {
    const stopping = running;
    running = undefined;
    await stopping?.stop();
  };
  return {
    endpoints: () => running?.endpoints,
    restarts: () => restarts,
    async restart() {
      await stop();
      running = await startEmulatorThread(dataDir);
      restarts += 1;
    },
    async stop() {
      await stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
