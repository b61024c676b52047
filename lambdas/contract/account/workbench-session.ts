/** `/v1/workbench_sessions`: what callers send, and what they get. */
import * as z from 'zod';
import { accountId, flag, wholeNumber } from '../fields.ts';

export const workbenchSessionsPath = '/v1/workbench_sessions';

/** How long a link into the Workbench works, seconds. */
export const SESSION_SECONDS = { default: 3600, min: 60, max: 86_400 } as const;

export const createWorkbenchSessionSchema = z.strictObject({
  account: accountId.describe('The one account whose data is shown.'),
  livemode: flag
    .optional()
    .describe('The mode of the calling key when left out. A sandbox key makes no session for live mode.'),
  read_only: flag.optional().describe('Whether it shows only, and changes and sends nothing.'),
  expires_in: wholeNumber(SESSION_SECONDS.min, SESSION_SECONDS.max)
    .optional()
    .meta({ description: 'Seconds that it works.', default: SESSION_SECONDS.default }),
});

export const workbenchSessionObject = z
  .object({
    id: z.string(),
    object: z.literal('workbench_session'),
    account: z.string(),
    livemode: z.boolean(),
    read_only: z.boolean(),
    url: z.string().describe('Opens the Workbench for whoever has it, this once told.'),
    expires_at: z.int().describe('Unix seconds.'),
    created: z.int().describe('Unix seconds.'),
  })
  .meta({ id: 'workbench_session' });

export const deletedWorkbenchSessionObject = z.object({
  id: z.string(),
  object: z.literal('workbench_session'),
  deleted: z.literal(true),
});
