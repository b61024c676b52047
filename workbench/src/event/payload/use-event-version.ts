import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { ApiError } from '../../../../api-client/api-error.ts';
import { useSession } from '../../account/session.tsx';
import type { Event } from '../../api/types.ts';
import { shownVersion } from './version-changes.ts';

/** Loads the event in an API version, or the error when it cannot be rendered. */
export function useEventVersion(event: Event, version: string) {
  const { api, scope } = useSession();
  const asPublished = shownVersion(version, event.api_version) === event.api_version;
  const query = useQuery({
    queryKey: [scope, 'event', event.id, 'in', version],
    enabled: !asPublished,
    queryFn: () => api.event(event.id, version),
    staleTime: 60_000,
  });
  const renderFailed =
    query.error instanceof ApiError && query.error.code === 'render_failed' ? query.error.message : undefined;
  // The versions are loaded at different times, so a different delivery count is not a difference between versions.
  const { pending_webhooks } = event;
  const inVersion = useMemo(() => query.data && { ...query.data, pending_webhooks }, [query.data, pending_webhooks]);
  return {
    event: asPublished ? event : inVersion,
    error: renderFailed === undefined ? query.error : null,
    renderFailed,
    retry: query.refetch,
  };
}
