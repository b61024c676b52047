import Box from '@cloudscape-design/components/box';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useSession } from '../../../account/session.tsx';
import type { EventType } from '../../../api/types.ts';
import { useMessages } from '../../../i18n/i18n.tsx';
import { JsonView } from '../../../shared/json-view.tsx';
import { createMessages } from '../messages.ts';
import { exampleType, snapshotExample, thinExample } from './example-bodies.ts';

/** The same event in both payload styles, side by side. */
export function ExampleBodies({ catalog, apiVersion }: { catalog: readonly EventType[]; apiVersion: string }) {
  const t = useMessages(createMessages);
  const { mode, credential } = useSession();
  const type = exampleType(catalog);
  const livemode = mode === 'live';
  const shown = [
    ['snapshot', snapshotExample(type, apiVersion || credential.default_api_version, livemode)],
    ['thin', thinExample(type, livemode)],
  ] as const;
  return (
    <ExpandableSection defaultExpanded variant="container" headerText={t('example', { type: type.type })}>
      <ColumnLayout columns={2}>
        {shown.map(([style, body]) => (
          <SpaceBetween key={style} size="xxs">
            <Box variant="awsui-key-label">{t(style)}</Box>
            <JsonView value={body} label={t(`example_${style}`)} />
          </SpaceBetween>
        ))}
      </ColumnLayout>
    </ExpandableSection>
  );
}
