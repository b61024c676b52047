import FormField from '@cloudscape-design/components/form-field';
import Select, { type SelectProps } from '@cloudscape-design/components/select';
import type { ApiVersion, Event } from '../../api/types.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { payloadMessages } from './messages.ts';
import { newestFirst } from './version-changes.ts';

/** Selects an API version of the catalog, or the version in which the event was published. */
export function VersionSelect({
  label,
  event,
  versions,
  value,
  onChange,
}: {
  label: string;
  event: Event;
  versions: readonly ApiVersion[];
  value: string;
  onChange: (version: string) => void;
}) {
  const t = useMessages(payloadMessages);
  const published = event.api_version;
  const known = versions.some(({ version }) => version === published);
  const options: SelectProps.Option[] = [
    ...(known ? [] : [{ value: published, description: t('published_version') }]),
    ...newestFirst(versions).map(({ version, default: byDefault }) => {
      const description =
        version === published
          ? t('published_version')
          : version > published
            ? t('newer_version')
            : byDefault
              ? t('default_version')
              : undefined;
      return { value: version, ...(description ? { description } : {}) };
    }),
  ];
  return (
    <FormField label={label}>
      <Select
        selectedOption={options.find((option) => option.value === value) ?? { value }}
        options={options}
        expandToViewport
        onChange={({ detail }) => onChange(detail.selectedOption.value ?? published)}
      />
    </FormField>
  );
}
