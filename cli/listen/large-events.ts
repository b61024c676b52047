/** Fetches events that are too large for a message, and gives them the form that an endpoint receives. */

import type { ReceivedEvent } from '../../api-client/listen/frames.ts';
import { coreEventPath, eventPath } from '../../api-client/paths.ts';
import type { CredentialObject } from '../../lambdas/contract/account/credential.ts';
import type { EventObject } from '../../lambdas/contract/event/event-object.ts';
import { createApi } from '../api.ts';
import type { Settings } from '../config/settings.ts';

/** @param version API version of the session; null for thin events */
export function bodyFetcher({ apiBase: base, key, account }: Settings, version: string | null) {
  let ownAccount: Promise<string> | undefined;
  const own = () => {
    ownAccount ??= createApi({ base, key, account })
      .get<CredentialObject>('/v1/credential')
      .then((credential) => credential.acting_account ?? credential.account);
    return ownAccount;
  };

  /** @throws ApiError */
  return async (event: ReceivedEvent): Promise<string> => {
    const { eventId, account: owner, thin } = event;
    const isForeign = owner !== (await own());
    const api = createApi({ base, key, account: isForeign ? owner : account });
    if (thin) {
      const path = coreEventPath(eventId);
      const { data: _, snapshot_event: __, ...fields } = await api.get<Record<string, unknown>>(path);
      return JSON.stringify(isForeign ? { ...fields, context: owner } : fields);
    }
    const query = version === null ? {} : { api_version: version };
    const {
      schema_warnings: _,
      uncatalogued: __,
      id,
      object,
      ...fields
    } = await api.get<EventObject>(eventPath(eventId), query);
    return JSON.stringify({ id, object, ...(isForeign ? { account: owner } : {}), ...fields });
  };
}
