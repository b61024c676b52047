import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tiles from '@cloudscape-design/components/tiles';
import type { ApiVersion, EventType } from '../../../api/types.ts';
import { useMessages } from '../../../i18n/i18n.tsx';
import type { CommonDraft } from '../draft.ts';
import { createMessages } from '../messages.ts';
import type { StepProps } from '../step-props.ts';
import { ExampleBodies } from './example-bodies-view.tsx';
import { VersionField } from './version-field.tsx';

/** The payload style and the API version. */
export function PayloadStep({
  versions,
  catalog,
  ...step
}: StepProps & { versions: readonly ApiVersion[]; catalog: readonly EventType[] }) {
  const t = useMessages(createMessages);
  const { draft, change, errorFor } = step;
  return (
    <SpaceBetween size="l">
      <Container>
        <SpaceBetween size="l">
          <FormField label={t('payload_style')} stretch errorText={errorFor('event_payload')}>
            <Tiles
              columns={2}
              value={draft.payload}
              items={[
                { value: 'snapshot', label: t('snapshot'), description: t('snapshot_what') },
                { value: 'thin', label: t('thin'), description: t('thin_what') },
              ]}
              onChange={({ detail }) => change({ payload: detail.value as CommonDraft['payload'] })}
            />
          </FormField>
          <VersionField {...step} versions={versions} />
        </SpaceBetween>
      </Container>
      <ExampleBodies catalog={catalog} apiVersion={draft.apiVersion} />
    </SpaceBetween>
  );
}
