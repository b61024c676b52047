/** `/v2/core/event_destinations/{id}/recover` and `…/recoveries` */
import { V2_PAGE } from '../../contract/lists.ts';
import { neighbours, type PageCursor, readPageToken, v2List } from '../../contract/page-token.ts';
import * as operations from '../../contract/recovery/operations.ts';
import { listRecoveriesFilters, toDryRunObject, toRecoveryObject } from '../../contract/recovery/recovery.ts';
import { finishIfComplete } from '../../core/recovery/step.ts';
import { type ApiRequest, implement, type Route } from '../../middleware/api-request.ts';
import type { ApiContext } from '../context.ts';
import { findDestination } from '../destination/destinations.ts';
import * as recoveries from './recoveries.ts';

export function recoveryRoutes(context: ApiContext): Route[] {
  const destinationOf = ({ auth, params }: ApiRequest) => findDestination(context, auth.tenant, params.id ?? '');

  return [
    implement(
      operations.recoverEventDestination,
      async (request) => {
        const { body, seed } = request;
        const destination = await destinationOf(request);
        if (body.dry_run) {
          const range = recoveries.recoveryRange(body, context.ports.now());
          const counted = await recoveries.countMissed(context, destination, range);
          return { body: toDryRunObject(destination, range, counted) };
        }
        return { body: toRecoveryObject(await recoveries.recover(context, destination, body, seed)) };
      },
      {
        replay: async (request, first) => {
          if (first.id === null) return { body: first };
          const recovery = await recoveries.findRecovery(context, await destinationOf(request), first.id);
          return { body: toRecoveryObject(recovery) };
        },
      },
    ),
    implement(operations.listRecoveries, async (request) => {
      const destination = await destinationOf(request);
      const list = operations.listRecoveries.path.replace('{id}', destination.id);
      const { limit = V2_PAGE.default, page: token } = request.query;
      const { after, before }: PageCursor =
        token === undefined ? {} : readPageToken(list, token, listRecoveriesFilters);
      const page = await context.ports.recoveries.list(destination.id, {
        limit,
        startingAfter: after,
        endingBefore: before,
      });
      const ports = recoveries.recoverPorts(context);
      const items = await Promise.all(page.items.map((recovery) => finishIfComplete(recovery, ports)));
      const around = neighbours(page, { after, before });
      const body = v2List(list, { items, idOf: ({ id }) => id, limit, filters: {}, ...around });
      return { body: { ...body, data: items.map(toRecoveryObject) } };
    }),
    implement(operations.getRecovery, async (request) => {
      const destination = await destinationOf(request);
      const recovery = await recoveries.findRecovery(context, destination, request.params.recovery ?? '');
      return { body: toRecoveryObject(recovery) };
    }),
    implement(operations.stopRecovery, async (request) => {
      const destination = await destinationOf(request);
      const recovery = await recoveries.stopById(context, destination, request.params.recovery ?? '');
      return { body: toRecoveryObject(recovery) };
    }),
  ];
}
