/** The emulators with their data in a folder, so that they can restart while the platform runs. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulatorThread } from '../../../local/aws/emulator-thread.ts';
import type { AwsEndpoints, Emulators } from '../../../local/aws/emulators.ts';

export interface RestartableEmulators {
  /** Returns undefined while they do not run. */
  readonly endpoints: () => AwsEndpoints | undefined;
  /** Refuses from now on, also after a restart, what the policies do not allow. */
  readonly enforce: Emulators['enforce'];
  /** Resolves when they run again. */
  restart(): Promise<void>;
  readonly restarts: () => number;
  stop(): Promise<void>;
}

export async function startRestartableEmulators(): Promise<RestartableEmulators> {
  const dataDir = mkdtempSync(join(tmpdir(), 'waybill-chaos-'));
  let running: Emulators | undefined = await startEmulatorThread(dataDir);
  let restarts = 0;
  let policies: Parameters<Emulators['enforce']> | undefined;
  const stop = async () => {
    const stopping = running;
    running = undefined;
    await stopping?.stop();
  };
  return {
    endpoints: () => running?.endpoints,
    restarts: () => restarts,
    async enforce(...given) {
      policies = given;
      await running?.enforce(...given);
    },
    async restart() {
      await stop();
      const started = await startEmulatorThread(dataDir);
      if (policies) await started.enforce(...policies);
      running = started;
      restarts += 1;
    },
    async stop() {
      await stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
