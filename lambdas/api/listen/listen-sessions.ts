/** Creates, reads and ends listen sessions. */
import { decodeTime } from 'ulid';
import type * as z from 'zod';
import { hashOf } from '../../adapters/dynamodb/account/api-key-item.ts';
import type { createListenSessionSchema } from '../../contract/listen/session.ts';
import { destinationVersion } from '../../core/catalog/rules.ts';
import { InvalidFieldsError, NotFoundError } from '../../core/errors.ts';
import { eventKeyAt } from '../../core/ids.ts';
import {
  LISTEN_RETENTION_MS,
  LISTEN_SESSION_PREFIX,
  type ListenSession,
  MAX_LISTEN_SESSIONS,
  sessionsReplacedBy,
} from '../../core/listen/session.ts';
import type { Tenant } from '../../core/tenant.ts';
import type { ApiRequest, Auth } from '../../middleware/api-request.ts';
import type { ApiContext } from '../context.ts';

/** A caller computes "24 hours ago" a moment before the call arrives. Milliseconds. */
const TOLERANCE_MS = 60_000;
const SOCKET_PREFIX = 'lws_';

type CreateRequest = z.output<typeof createListenSessionSchema>;

/** A session with the secrets that only its creator receives. */
export interface CreatedSession {
  readonly session: ListenSession;
  readonly websocketId: string;
  readonly websocketUrl: string;
  readonly secret: string;
}

/** Creates a session. @throws InvalidFieldsError when a field is invalid, or the account has the maximum number of sessions */
export async function createListenSession(
  context: ApiContext,
  request: Pick<ApiRequest, 'auth' | 'origin' | 'distributed' | 'seed'>,
  requested: CreateRequest,
  stripeCli = false,
): Promise<CreatedSession> {
  const { ports } = context;
  const { auth, seed } = request;
  const now = ports.now();
  const websocketId = SOCKET_PREFIX + ports.randomBytes(32).toString('base64url');
  const { expiresAt: endsAt } = auth.credential;
  const session: ListenSession = {
    ...auth.tenant,
    id: LISTEN_SESSION_PREFIX + seed,
    types: requested.types ?? ['*'],
    eventPayload: requested.event_payload ?? 'snapshot',
    apiVersion: await versionFor(context, auth.tenant, requested),
    eventsFrom: [...new Set(requested.events_from ?? (['@self'] as const))],
    ...(requested.forward_to === undefined ? {} : { forwardTo: requested.forward_to }),
    ...(requested.device_name === undefined ? {} : { deviceName: requested.device_name }),
    ...(stripeCli ? { stripeCli: true } : {}),
    socketHash: hashOf(websocketId),
    created: decodeTime(seed),
    lastSeen: now,
    expiresAt: Math.min(now + LISTEN_RETENTION_MS, endsAt ?? Number.POSITIVE_INFINITY),
    ...(endsAt === undefined ? {} : { endsAt }),
    start: eventKeyAt(startOf(requested.since, now)),
  };
  await makeCapacity(context, session, now);
  const secret = await ports.listenSecrets.getOrCreate(auth.tenant);
  await ports.listenSessions.create(session);
  return { session, websocketId, websocketUrl: websocketUrl(context, request), secret };
}

function startOf(since: number | undefined, now: number): number {
  if (since === undefined) return now;
  if (since >= now - LISTEN_RETENTION_MS - TOLERANCE_MS) return since;
  throw new InvalidFieldsError('since: should be at most 24 hours ago, because older events are not replayed.', {
    param: 'since',
  });
}

/** Returns the version of a session. @throws InvalidFieldsError when the catalog has no such version */
async function versionFor({ ports, settings }: ApiContext, tenant: Tenant, requested: CreateRequest) {
  if (requested.event_payload === 'thin') return null;
  const named = requested.api_version;
  const [versions, account] = await Promise.all([
    ports.catalog.versions(tenant.mode),
    named === undefined ? ports.accounts.get(tenant) : undefined,
  ]);
  return destinationVersion(versions, named, account?.defaultApiVersion, settings.defaultApiVersion);
}

async function makeCapacity({ ports }: ApiContext, next: ListenSession, now: number): Promise<void> {
  const present = await ports.listenSessions.list(next);
  const others = present.filter(({ id }) => id !== next.id);
  const { replaced, hasCapacity } = sessionsReplacedBy(next, others, now);
  if (!hasCapacity) {
    throw new InvalidFieldsError(
      `An account can have at most ${MAX_LISTEN_SESSIONS} listen sessions in each mode. End a session that is not used: DELETE /v1/listen_sessions/{id}.`,
    );
  }
  await Promise.all(replaced.map((session) => ports.listenSessions.delete(session)));
}

/** Returns the address of the socket. The local platform (http) and a distribution serve it beside the API. */
function websocketUrl({ settings }: ApiContext, { origin, distributed }: Pick<ApiRequest, 'origin' | 'distributed'>) {
  const isHere = distributed || origin.startsWith('http://');
  return isHere ? `${origin.replace(/^http/, 'ws')}/listen` : settings.listenUrl;
}

/** @throws NotFoundError */
export async function findListenSession({ ports }: ApiContext, { tenant }: Auth, id: string): Promise<ListenSession> {
  const session = id.startsWith(LISTEN_SESSION_PREFIX) ? await ports.listenSessions.get({ ...tenant, id }) : undefined;
  if (!session) throw new NotFoundError(`No such listen session: '${id}'.`, { param: 'id' });
  return session;
}

export async function deleteListenSession({ ports }: ApiContext, session: ListenSession): Promise<void> {
  await ports.listenSessions.delete(session);
  if (session.connectionId !== undefined) await ports.sockets.close(session.connectionId);
}

export async function deleteListenSessionsOf(context: ApiContext, tenant: Tenant): Promise<void> {
  const sessions = await context.ports.listenSessions.list(tenant);
  await Promise.all(sessions.map((session) => deleteListenSession(context, session)));
}
