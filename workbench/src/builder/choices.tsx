import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Multiselect from '@cloudscape-design/components/multiselect';
import RadioGroup from '@cloudscape-design/components/radio-group';
import Select, { type SelectProps } from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { useSession } from '../account/session.tsx';
import type { EventType } from '../api/types.ts';
import { useCatalog } from '../catalog/use-catalog.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { ErrorAlert } from '../shared/error-alert.tsx';
import { frameworkFor, typesFor } from './choice.ts';
import { type BuilderChoice, FRAMEWORKS } from './generate/index.ts';
import { builderMessages } from './messages.ts';

interface ChoicesProps {
  readonly choice: BuilderChoice;
  readonly onChange: (choice: BuilderChoice) => void;
}

export function Choices({ choice, onChange }: ChoicesProps) {
  const t = useMessages(builderMessages);
  const { api, scope } = useSession();
  const catalog = useCatalog(undefined);
  const destinations = useQuery({
    queryKey: [scope, 'destinations', 'for the builder'],
    queryFn: () => api.destinations({ limit: 100 }),
  });
  const types = catalog.data ?? [];
  const frameworks = FRAMEWORKS.map(({ id, label, language }) => ({ value: id, label, description: language }));
  const known = [{ value: '', label: t('no_destination') }].concat(
    (destinations.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
  );
  const fillFrom = (id: string | undefined) => {
    const found = destinations.data?.data.find((one) => one.id === id);
    if (!found) return;
    onChange({
      framework: frameworkFor(found.type, choice.framework),
      payload: found.event_payload,
      eventTypes: typesFor(found, types),
    });
  };
  return (
    <Container header={<Header variant="h2">{t('choices')}</Header>}>
      <SpaceBetween size="l">
        {known.length > 1 && (
          <FormField label={t('destination')} description={t('destination_what')} stretch>
            <Select
              options={known}
              selectedOption={known[0] ?? null}
              onChange={({ detail }) => fillFrom(detail.selectedOption.value)}
            />
          </FormField>
        )}
        <FormField label={t('framework')} stretch>
          <Select
            options={frameworks}
            selectedOption={frameworks.find(({ value }) => value === choice.framework) ?? null}
            onChange={({ detail }) =>
              onChange({ ...choice, framework: detail.selectedOption.value as BuilderChoice['framework'] })
            }
          />
        </FormField>
        <FormField label={t('payload')}>
          <RadioGroup
            value={choice.payload}
            items={[
              { value: 'snapshot', label: t('snapshot'), description: t('snapshot_what') },
              { value: 'thin', label: t('thin'), description: t('thin_what') },
            ]}
            onChange={({ detail }) => onChange({ ...choice, payload: detail.value === 'thin' ? 'thin' : 'snapshot' })}
          />
        </FormField>
        {catalog.error && <ErrorAlert error={catalog.error} onRetry={catalog.refetch} />}
        <FormField label={t('types')} description={t('types_what')} stretch>
          <Multiselect
            options={grouped(types, choice.eventTypes)}
            selectedOptions={choice.eventTypes.map((type) => ({ value: type, label: type }))}
            statusType={catalog.isPending ? 'loading' : 'finished'}
            loadingText={t('loading')}
            filteringType="auto"
            filteringPlaceholder={t('types_filter')}
            filteringAriaLabel={t('types_filter')}
            placeholder={
              choice.eventTypes.length > 0 ? t('selected', { count: choice.eventTypes.length }) : t('types_placeholder')
            }
            noMatch={t('types_none')}
            empty={t('types_empty')}
            deselectAriaLabel={({ label = '' }) => t('remove', { type: label })}
            tokenLimit={6}
            onChange={({ detail }) =>
              onChange({ ...choice, eventTypes: detail.selectedOptions.map(({ value = '' }) => value) })
            }
          />
        </FormField>
      </SpaceBetween>
    </Container>
  );
}

/** Returns the types of the catalog by group, and chosen types that are not in the catalog. */
function grouped(types: readonly EventType[], chosen: readonly string[]): SelectProps.OptionGroup[] {
  const groups = new Map<string, SelectProps.Option[]>();
  for (const { type, group, description } of types) {
    groups.set(group, [...(groups.get(group) ?? []), { value: type, label: type, description }]);
  }
  const unknown = chosen.filter((type) => !types.some((one) => one.type === type));
  return [
    ...Array.from(groups, ([label, options]) => ({ label, options })),
    ...(unknown.length > 0 ? [{ label: '…', options: unknown.map((type) => ({ value: type, label: type })) }] : []),
  ];
}
