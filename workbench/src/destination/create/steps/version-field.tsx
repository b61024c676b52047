import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useSession } from '../../../account/session.tsx';
import type { ApiVersion } from '../../../api/types.ts';
import { useMessages } from '../../../i18n/i18n.tsx';
import { createMessages } from '../messages.ts';
import type { StepProps } from '../step-props.ts';

/** The API version of snapshot events, with its changes. */
export function VersionField({ draft, change, errorFor, versions }: StepProps & { versions: readonly ApiVersion[] }) {
  const t = useMessages(createMessages);
  const { default_api_version: standard } = useSession().credential;
  if (draft.payload === 'thin') return <Box color="text-body-secondary">{t('api_version_thin')}</Box>;
  const chosen = draft.apiVersion;
  const errorText = errorFor('snapshot_api_version');
  if (versions.length === 0) {
    return (
      <FormField
        label={t('api_version')}
        description={t('api_version_what')}
        constraintText={t('api_version_free', { version: standard })}
        errorText={errorText}
      >
        <Input
          value={chosen}
          placeholder={standard}
          spellcheck={false}
          onChange={({ detail }) => change({ apiVersion: detail.value })}
        />
      </FormField>
    );
  }
  const options = versions.map(({ version }) => ({
    value: version,
    label: version,
    ...(version === standard ? { labelTag: t('default_version') } : {}),
  }));
  const version = versions.find((one) => one.version === chosen);
  return (
    <SpaceBetween size="s">
      <FormField label={t('api_version')} description={t('api_version_what')} errorText={errorText}>
        <Select
          selectedOption={options.find(({ value }) => value === chosen) ?? { value: chosen, label: chosen }}
          options={options}
          onChange={({ detail }) => change({ apiVersion: detail.selectedOption.value ?? null })}
        />
      </FormField>
      {version && <Changes version={version} />}
    </SpaceBetween>
  );
}

function Changes({ version: { version, changes } }: { version: ApiVersion }) {
  const t = useMessages(createMessages);
  if (changes.length === 0) return <Box color="text-body-secondary">{t('changes_none')}</Box>;
  return (
    <ExpandableSection headerText={t('changes', { version, count: changes.length })}>
      <SpaceBetween size="s">
        {changes.map(({ name, types, description }) => (
          <div key={name}>
            <Box>{description}</Box>
            <SpaceBetween direction="horizontal" size="xxs">
              {types.map((type) => (
                <Badge key={type}>{type}</Badge>
              ))}
            </SpaceBetween>
          </div>
        ))}
      </SpaceBetween>
    </ExpandableSection>
  );
}
