import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMemo } from 'react';
import type { ApiVersion, Event } from '../../api/types.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { pretty } from '../../shared/json-text.ts';
import { DiffView } from './diff-view.tsx';
import { payloadMessages } from './messages.ts';
import { MissingVersion } from './missing-version.tsx';
import { withoutNotes } from './payload-tab.tsx';
import { useEventVersion } from './use-event-version.ts';
import { changesBetween, shownVersion } from './version-changes.ts';
import { VersionSelect } from './version-select.tsx';

/** Compares the event in two API versions, with the catalog changes between them. */
export function CompareTab({
  event,
  versions,
  left,
  right,
  onVersions,
}: {
  event: Event;
  versions: readonly ApiVersion[];
  left: string;
  right: string;
  onVersions: (left: string, right: string) => void;
}) {
  const t = useMessages(payloadMessages);
  const [one, other] = [useEventVersion(event, left), useEventVersion(event, right)];
  const leftText = useMemo(() => one.event && pretty(withoutNotes(one.event)), [one.event]);
  const rightText = useMemo(() => other.event && pretty(withoutNotes(other.event)), [other.event]);
  if (versions.length === 0) return <Box color="text-body-secondary">{t('no_versions')}</Box>;

  const changes = changesBetween(
    versions,
    [shownVersion(left, event.api_version), shownVersion(right, event.api_version)],
    event.type,
  );
  return (
    <SpaceBetween size="m">
      <ColumnLayout columns={2}>
        <VersionSelect
          label={t('left')}
          event={event}
          versions={versions}
          value={left}
          onChange={(to) => onVersions(to, right)}
        />
        <VersionSelect
          label={t('right')}
          event={event}
          versions={versions}
          value={right}
          onChange={(to) => onVersions(left, to)}
        />
      </ColumnLayout>
      <Button iconName="arrow-right" onClick={() => onVersions(right, left)}>
        {t('swap')}
      </Button>
      {leftText === undefined && (
        <MissingVersion version={left} renderFailed={one.renderFailed} error={one.error} onRetry={one.retry} />
      )}
      {rightText === undefined && left !== right && (
        <MissingVersion version={right} renderFailed={other.renderFailed} error={other.error} onRetry={other.retry} />
      )}
      {leftText !== undefined && rightText !== undefined && (
        <DiffView left={leftText} right={rightText} label={t('diff', { left, right })} />
      )}
      <div>
        <Box variant="h3">{t('changes')}</Box>
        {changes.length === 0 ? (
          <Box color="text-body-secondary">{t('no_changes')}</Box>
        ) : (
          <ul>
            {changes.map(({ version, name, description }) => (
              <li key={`${version} ${name}`}>
                <Box variant="strong">{version}</Box> <Box variant="code">{name}</Box> {description}
              </li>
            ))}
          </ul>
        )}
      </div>
    </SpaceBetween>
  );
}
