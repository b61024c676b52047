/** Events that do not fit a frame are fetched, and put in the shape that an endpoint gets. */

import type { ReceivedEvent } from '../../api-client/listen/frames.ts';
import { eventPath } from '../../api-client/paths.ts';
import type { CredentialObject } from '../../lambdas/contract/account/credential.ts';
import type { EventObject } from '../../lambdas/contract/event/event-object.ts';
import { createApi } from '../api.ts';
import type { Settings } from '../config/settings.ts';

/** @param version that the session's snapshots are in; null for thin events */
export function bodyFetcher({ apiBase: base, key, account }: Settings, version: string | null) {
  let ownAccount: Promise<string> | undefined;
  const own = () => {
    ownAccount ??= createApi({ base, key, account })
      .get<CredentialObject>('/v1/credential')
      .then((credential) => credential.acting_account ?? credential.account);
    return ownAccount;
  };

  /** @throws ApiError */
  return async (incoming: ReceivedEvent): Promise<string> => {
    const { eventId, account: owner, thin } = incoming;
    const foreign = owner !== (await own());
    const api = createApi({ base, key, account: foreign ? owner : account });
    if (thin) {
      const path = `/v2/core/events/${encodeURIComponent(eventId)}`;
      const { data: _, snapshot_event: __, ...event } = await api.get<Record<string, unknown>>(path);
      return JSON.stringify(foreign ? { ...event, context: owner } : event);
    }
    const query = version === null ? {} : { api_version: version };
    const {
      schema_warnings: _,
      uncatalogued: __,
      id,
      object,
      ...event
    } = await api.get<EventObject>(eventPath(eventId), query);
    return JSON.stringify({ id, object, ...(foreign ? { account: owner } : {}), ...event });
  };
}
