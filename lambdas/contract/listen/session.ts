/** `/v1/listen_sessions`: what callers send, and a session as the API shows it. */
import * as z from 'zod';
import type { ListenAnswer, ListenSession } from '../../core/listen/session.ts';
import { apiVersionName, eventTypePattern, line, moment, queryList } from '../fields.ts';
import { oneCursor, v1Page } from '../lists.ts';

export const listenSessionsPath = '/v1/listen_sessions';

/** Types and groups a session may name. */
const MAX_TYPES = 100;

/** `self` and `other_accounts` are how the SDKs spelt them before. */
const SCOPES = { '@self': '@self', '@accounts': '@accounts', self: '@self', other_accounts: '@accounts' } as const;
const scope = z.enum(['@self', '@accounts', 'self', 'other_accounts']).transform((spelt) => SCOPES[spelt]);

export const createListenSessionSchema = z.strictObject({
  types: queryList(eventTypePattern, MAX_TYPES)
    .refine(({ length }) => length > 0, 'should name one type at least; leave it out for all.')
    .optional()
    .meta({ description: 'Event types, groups such as `invoice.*`, or `*`.', default: ['*'] }),
  event_payload: z
    .enum(['snapshot', 'thin'])
    .optional()
    .meta({ description: 'Whole events, or thin ones.', default: 'snapshot' }),
  api_version: apiVersionName.optional().describe("The version that snapshots are in; the account's when left out."),
  events_from: queryList(scope, 2)
    .refine(({ length }) => length > 0, 'should name @self, @accounts or both.')
    .optional()
    .meta({ description: "Own events, or for the platform other accounts' too.", default: ['@self'] }),
  forward_to: line(500).optional().describe('Where the listener forwards to, shown to people.'),
  device_name: line(255).optional().describe('What the listener runs on, shown to people.'),
  since: moment
    .optional()
    .describe('Events published from this time on, at most 24 hours ago. From now when left out.'),
});

export const listListenSessionsSchema = z.strictObject(v1Page).refine(...oneCursor);
export const listListenAnswersSchema = z.strictObject(v1Page).refine(...oneCursor);

const shown = {
  id: z.string(),
  object: z.literal('listen_session'),
  status: z.enum(['connected', 'away']).describe('Whether its socket is open.'),
  types: z.array(z.string()),
  event_payload: z.enum(['snapshot', 'thin']),
  api_version: z.string().nullable().describe('Null for thin events.'),
  events_from: z.array(z.enum(['@self', '@accounts'])),
  forward_to: z.string().nullable(),
  device_name: z.string().nullable(),
  created: z.int().describe('Unix seconds.'),
  last_seen: z.int().describe('Unix seconds: when its socket was last opened or closed.'),
  expires_at: z.int().describe('Unix seconds: 24 hours after it was last seen.'),
  livemode: z.boolean(),
};

export const listenSessionObject = z.object(shown).meta({ id: 'listen_session' });
export type ListenSessionObject = z.infer<typeof listenSessionObject>;

export const createdListenSessionObject = z.object({
  ...shown,
  websocket_id: z.string().describe('What opens the socket, this once told: the header `Websocket-Id`.'),
  websocket_url: z.string(),
  secret: z.string().describe('What forwarded requests are signed with: the same for every session of the account.'),
});
export type CreatedListenSessionObject = z.infer<typeof createdListenSessionObject>;

export const deletedListenSessionObject = z.object({
  id: z.string(),
  object: z.literal('listen_session'),
  deleted: z.literal(true),
});

export const listenAnswerObject = z
  .object({
    id: z.string(),
    object: z.literal('listen_answer'),
    event: z.string().nullable().describe('Id of the event.'),
    event_type: z.string().nullable(),
    forward_url: z.string(),
    status: z.int().describe('HTTP status.'),
    body: z.string().describe('Its first 1,024 bytes.'),
    headers: z.record(z.string(), z.string()),
    duration_ms: z.int().nullable().describe('Null where the listener did not tell it.'),
    at: z.int().describe('Unix seconds.'),
  })
  .meta({ id: 'listen_answer' });
export type ListenAnswerObject = z.infer<typeof listenAnswerObject>;

const seconds = (ms: number): number => Math.floor(ms / 1000);

export const toListenSessionObject = (session: ListenSession): ListenSessionObject => ({
  id: session.id,
  object: 'listen_session',
  status: session.connectionId === undefined ? 'away' : 'connected',
  types: [...session.types],
  event_payload: session.eventPayload,
  api_version: session.apiVersion,
  events_from: [...session.eventsFrom],
  forward_to: session.forwardTo ?? null,
  device_name: session.deviceName ?? null,
  created: seconds(session.created),
  last_seen: seconds(session.lastSeen),
  expires_at: seconds(session.expiresAt),
  livemode: session.mode === 'live',
});

export const toListenAnswerObject = ({ id, eventId, eventType, at, ...answer }: ListenAnswer): ListenAnswerObject => ({
  id,
  object: 'listen_answer',
  event: eventId ?? null,
  event_type: eventType ?? null,
  forward_url: answer.forwardUrl,
  status: answer.status,
  body: answer.body,
  headers: { ...answer.headers },
  duration_ms: answer.durationMs ?? null,
  at: seconds(at),
});
