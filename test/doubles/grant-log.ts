/** Stores which parts of policies the requests of a test file need, for `npm run test:permissions`. */
import { appendFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect } from 'vitest';
import type { GrantUse } from '../../local/permissions/authorizer.ts';

/** Environment variable that names the folder of the log. */
export const GRANT_LOG = 'WAYBILL_GRANT_LOG';

/** The use of a grant, and the test file in which it happened. */
export interface LoggedUse extends GrantUse {
  readonly test: string;
}

export function logGrantUse(use: GrantUse): void {
  const folder = process.env[GRANT_LOG];
  if (!folder) return;
  const test = relative(process.cwd(), expect.getState().testPath ?? '');
  const line: LoggedUse = { ...use, test };
  appendFileSync(join(folder, `${process.pid}.jsonl`), `${JSON.stringify(line)}\n`);
}
