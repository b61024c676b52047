/** The tables of platforms: dynalite, or an emulator of another project when `npm run test:emulators -- --e2e` provides its program. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { AwsEndpoints } from '../../local/aws/emulators.ts';
import { startServer } from '../emulators/server.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Path of Dynoxide. Absent in all runs except `npm run test:emulators -- --e2e`. */
    dynoxide?: string;
  }
}

export interface Tables {
  readonly aws: Partial<AwsEndpoints>;
  readonly stop: () => Promise<void>;
}

/** Starts the tables of one platform. @param dataDir folder of its data; in memory when absent */
export async function startTables(dataDir: string | undefined): Promise<Tables> {
  const program = inject('dynoxide');
  if (program === undefined) return { aws: {}, stop: async () => {} };
  if (dataDir !== undefined) mkdirSync(dataDir, { recursive: true });
  const file = dataDir === undefined ? [] : ['--db-path', join(dataDir, 'dynoxide.db')];
  const { url, stop } = await startServer(program, (port) => ['--host', '127.0.0.1', '--port', port, ...file]);
  return { aws: { dynamodb: url }, stop };
}
