/** Creates links to the Workbench. */
import { decodeTime } from 'ulid';
import type * as z from 'zod';
import { type createWorkbenchSessionSchema, SESSION_SECONDS } from '../../contract/account/workbench-session.ts';
import { READ_SCOPES, SCOPES, type Scope } from '../../contract/operation.ts';
import { ISSUED, type IssuedKey, newKey } from '../../core/account/api-key.ts';
import type { ApiRequest } from '../../middleware/api-request.ts';
import type { ApiContext } from '../context.ts';
import { accountOf, modeFor } from './issued-keys.ts';

type Request = ApiRequest<unknown, z.output<typeof createWorkbenchSessionSchema>>;

export interface WorkbenchSession extends IssuedKey {
  readonly expiresAt: number;
}

/** Without `events:publish`: the browser of a customer must not publish events of the platform. */
const FULL: readonly Scope[] = SCOPES.filter((scope) => scope !== 'events:publish');

/**
 * Creates a link. Its token authenticates like an API key, for one account and never as the platform. The token is in the
 * fragment of the URL, which browsers do not send to servers.
 */
export async function createWorkbenchSession(
  context: ApiContext,
  { auth, body, seed, origin }: Request,
): Promise<{ readonly url: string; readonly session: WorkbenchSession }> {
  const { ports } = context;
  const { account, read_only = false, expires_in = SESSION_SECONDS.default } = body;
  const mode = modeFor(auth, body.livemode);
  const token = newKey('ws', mode, ports.randomBytes);
  const session: WorkbenchSession = {
    id: ISSUED.workbenchSession + seed,
    account: accountOf(context, auth, account) ?? account,
    mode,
    name: 'Workbench session',
    last4: token.slice(-4),
    platform: false,
    scopes: read_only ? READ_SCOPES : FULL,
    created: decodeTime(seed),
    expiresAt: (Math.floor(ports.now() / 1000) + expires_in) * 1000,
  };
  await ports.issuedKeys.create(token, session);
  return { url: `${origin}/#session=${token}`, session };
}
