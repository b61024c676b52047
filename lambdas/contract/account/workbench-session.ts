/** `/v1/workbench_sessions`: the requests, and the session object. */
import * as z from 'zod';
import { accountId, flag, wholeNumber } from '../fields.ts';

export const workbenchSessionsPath = '/v1/workbench_sessions';

/** Lifetime of a link to the Workbench, seconds. */
export const SESSION_SECONDS = { default: 3600, min: 60, max: 86_400 } as const;

export const createWorkbenchSessionSchema = z.strictObject({
  account: accountId.describe('The account whose data the Workbench shows.'),
  livemode: flag
    .optional()
    .describe('Defaults to the mode of the calling key. A sandbox key cannot create a session for live mode.'),
  read_only: flag.optional().describe('Whether the session can neither change nor send anything.'),
  expires_in: wholeNumber(SESSION_SECONDS.min, SESSION_SECONDS.max)
    .optional()
    .meta({ description: 'Lifetime of the link, seconds.', default: SESSION_SECONDS.default }),
});

export const workbenchSessionObject = z
  .object({
    id: z.string(),
    object: z.literal('workbench_session'),
    account: z.string(),
    livemode: z.boolean(),
    read_only: z.boolean(),
    url: z.string().describe('Opens the Workbench for anyone who has it. Returned only once.'),
    expires_at: z.int().describe('Unix seconds.'),
    created: z.int().describe('Unix seconds.'),
  })
  .meta({ id: 'workbench_session' });

export const deletedWorkbenchSessionObject = z.object({
  id: z.string(),
  object: z.literal('workbench_session'),
  deleted: z.literal(true),
});
