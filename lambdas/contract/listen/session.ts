/** `/v1/listen_sessions`: the requests, and the session objects. */
import * as z from 'zod';
import type { ListenSession, LocalResponse } from '../../core/listen/session.ts';
import { apiVersionName, eventTypePattern, line, moment, queryList } from '../fields.ts';
import { oneCursor, v1Page } from '../lists.ts';

export const listenSessionsPath = '/v1/listen_sessions';

/** Maximum number of type patterns of a session. */
const MAX_TYPES = 100;

/** Older SDKs write `self` and `other_accounts`. */
const SCOPES = { '@self': '@self', '@accounts': '@accounts', self: '@self', other_accounts: '@accounts' } as const;
const scope = z.enum(['@self', '@accounts', 'self', 'other_accounts']).transform((spelt) => SCOPES[spelt]);

export const createListenSessionSchema = z.strictObject({
  types: queryList(eventTypePattern, MAX_TYPES)
    .refine(({ length }) => length > 0, 'should have at least one type. Omit it to receive all types.')
    .optional()
    .meta({ description: 'Event types, groups such as `invoice.*`, or `*`.', default: ['*'] }),
  event_payload: z
    .enum(['snapshot', 'thin'])
    .optional()
    .meta({ description: 'Snapshot events or thin events.', default: 'snapshot' }),
  api_version: apiVersionName
    .optional()
    .describe('The API version of snapshot events. Defaults to the default version of the account.'),
  events_from: queryList(scope, 2)
    .refine(({ length }) => length > 0, 'should have @self, @accounts or both.')
    .optional()
    .meta({
      description: 'Events of your own account, and for the platform also events of other accounts.',
      default: ['@self'],
    }),
  forward_to: line(500).optional().describe('The address that the listener forwards to, for display.'),
  device_name: line(255).optional().describe('The name of the device that the listener runs on, for display.'),
  since: moment
    .optional()
    .describe('Receive events published at or after this time, at most 24 hours ago. Defaults to the current time.'),
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
  last_seen: z.int().describe('Unix seconds. When the socket was last opened or closed.'),
  expires_at: z.int().describe('Unix seconds. 24 hours after `last_seen`.'),
  livemode: z.boolean(),
};

export const listenSessionObject = z.object(shown).meta({ id: 'listen_session' });
export type ListenSessionObject = z.infer<typeof listenSessionObject>;

export const createdListenSessionObject = z.object({
  ...shown,
  websocket_id: z
    .string()
    .describe('The value of the header `Websocket-Id` that opens the socket. Returned only once.'),
  websocket_url: z.string(),
  secret: z.string().describe('The signing secret of forwarded requests. The same for every session of the account.'),
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
    body: z.string().describe('The first 1,024 bytes of the body.'),
    headers: z.record(z.string(), z.string()),
    duration_ms: z.int().nullable().describe('Null when the listener did not report it.'),
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

export const toListenAnswerObject = ({ id, eventId, eventType, at, ...answer }: LocalResponse): ListenAnswerObject => ({
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
