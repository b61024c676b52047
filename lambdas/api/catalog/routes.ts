/** `/v1/event_types` and `/v1/api_versions` */
import { apiVersionsPath, eventTypesPath, toApiVersionObject } from '../../contract/catalog/catalog.ts';
import * as operations from '../../contract/catalog/operations.ts';
import { v1List } from '../../contract/lists.ts';
import { type ApiVersion, defaultVersion } from '../../core/catalog/catalog.ts';
import { type Auth, implement, type Route } from '../../middleware/api-request.ts';
import type { ApiContext } from '../context.ts';
import * as apiVersions from './api-versions.ts';
import * as eventTypes from './event-types.ts';

/** Converts a version. @param all all versions, which decide which one is the default */
const show = ({ mode }: Auth, version: ApiVersion, all: readonly ApiVersion[]) =>
  toApiVersionObject(version, version.version === defaultVersion(all), mode === 'live');

export const catalogRoutes = (context: ApiContext): Route[] => [
  implement(operations.listEventTypes, async ({ auth, query }) => {
    const { items, hasMore } = await eventTypes.listEventTypes(context, auth.mode, query);
    return { body: v1List(eventTypesPath, [...items], hasMore) };
  }),
  implement(operations.getEventType, async ({ auth, params, query }) => ({
    body: await eventTypes.findEventType(context, auth.mode, params.type ?? '', query),
  })),
  implement(operations.putEventType, async ({ auth, body }) => ({
    body: await eventTypes.putEventType(context, auth.mode, body),
  })),
  implement(operations.deleteEventType, async ({ auth, params: { type = '' } }) => {
    await eventTypes.deleteEventType(context, auth.mode, type);
    return { body: { id: type, object: 'event_type' as const, deleted: true as const } };
  }),
  implement(operations.listApiVersions, async ({ auth, query }) => {
    const { items, hasMore, all } = await apiVersions.listApiVersions(context, auth.mode, query);
    return {
      body: v1List(
        apiVersionsPath,
        items.map((version) => show(auth, version, all)),
        hasMore,
      ),
    };
  }),
  implement(operations.getApiVersion, async ({ auth, params }) => {
    const { found, all } = await apiVersions.findApiVersion(context, auth.mode, params.version ?? '');
    return { body: show(auth, found, all) };
  }),
  implement(operations.putApiVersion, async ({ auth, body }) => {
    const { put, all } = await apiVersions.putApiVersion(context, auth.mode, body);
    return { body: show(auth, put, all) };
  }),
  implement(operations.deleteApiVersion, async ({ auth, params: { version = '' } }) => {
    await apiVersions.deleteApiVersion(context, auth.mode, version);
    return { body: { id: version, object: 'api_version' as const, deleted: true as const } };
  }),
];
