import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ApiVersion, Event } from '../../api/types.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { JsonView } from '../../shared/json-view.tsx';
import { payloadMessages } from './messages.ts';
import { MissingVersion } from './missing-version.tsx';
import { useEventVersion } from './use-event-version.ts';
import { VersionSelect } from './version-select.tsx';

/** Shows the event in one API version. */
export function PayloadTab({
  event,
  versions,
  version,
  onVersion,
}: {
  event: Event;
  versions: readonly ApiVersion[];
  version: string;
  onVersion: (version: string) => void;
}) {
  const t = useMessages(payloadMessages);
  const shown = useEventVersion(event, version);
  return (
    <SpaceBetween size="m">
      {versions.length > 0 && (
        <>
          <VersionSelect label={t('version')} event={event} versions={versions} value={version} onChange={onVersion} />
          <Box color="text-body-secondary">{t('event_what')}</Box>
        </>
      )}
      {shown.event ? (
        <JsonView value={withoutNotes(shown.event)} label={t('event')} />
      ) : (
        <MissingVersion version={version} renderFailed={shown.renderFailed} error={shown.error} onRetry={shown.retry} />
      )}
    </SpaceBetween>
  );
}

/** Removes the notes of the API, which destinations do not receive. */
export const withoutNotes = ({ schema_warnings: _warnings, uncatalogued: _uncatalogued, ...sent }: Event) => sent;
