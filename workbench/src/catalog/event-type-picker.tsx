/** Selects the event types of a destination. */
import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import type { EventType } from '../api/types.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { EmptyState } from '../shared/empty-state.tsx';
import { ErrorAlert } from '../shared/error-alert.tsx';
import { CatalogTree } from './catalog-tree.tsx';
import { CustomPattern } from './custom-pattern.tsx';
import { HealthCheckbox } from './health-checkbox.tsx';
import { eventTypesMessages } from './messages.ts';
import { ALL_EVENTS, MAX_PATTERNS } from './patterns.ts';
import { SelectedPatterns } from './selected-patterns.tsx';
import { everyGroup } from './selection.ts';
import { useCatalog } from './use-catalog.ts';

const NONE: EventType[] = [];

export interface EventTypePickerProps {
  /** Types and patterns, the value of `enabled_events`. */
  readonly value: readonly string[];
  readonly onChange: (patterns: string[]) => void;
  /** Offers only the types of this version. */
  readonly apiVersion?: string | undefined;
  /** Whether the destination receives thin events. */
  readonly thin?: boolean;
  readonly errorText?: string;
}

/** Keeps selected types that are not in the catalog. */
export function EventTypePicker({ value, onChange, apiVersion, thin = false, errorText = '' }: EventTypePickerProps) {
  const t = useMessages(eventTypesMessages);
  const types = useCatalog(apiVersion);
  const catalog = types.data ?? NONE;
  // The selection before "all events", to restore it.
  const [before, setBefore] = useState<readonly string[]>([]);
  const hasAll = value.includes(ALL_EVENTS);
  const rules = { thin, catalog };
  return (
    <SpaceBetween size="l">
      <FormField
        label={t('label')}
        errorText={errorText || (value.length > MAX_PATTERNS ? t('too_many', { count: value.length }) : '')}
      >
        <RadioGroup
          value={hasAll && !thin ? 'all' : 'some'}
          items={[
            { value: 'all', label: t('all'), description: t(thin ? 'all_not_thin' : 'all_what'), disabled: thin },
            { value: 'some', label: t('some'), description: t('some_what') },
          ]}
          onChange={({ detail }) => {
            if (detail.value === 'some') return onChange([...before]);
            setBefore(value);
            return onChange([ALL_EVENTS]);
          }}
        />
      </FormField>
      {hasAll && thin && (
        <Alert
          type="warning"
          header={t('star_with_thin')}
          action={
            catalog.length > 0 && (
              <Button formAction="none" onClick={() => onChange(everyGroup(catalog))}>
                {t('every_group')}
              </Button>
            )
          }
        >
          {t('star_with_thin_what')}
        </Alert>
      )}
      {types.isPending && <StatusIndicator type="loading">{t('loading')}</StatusIndicator>}
      {types.error && <ErrorAlert error={types.error} onRetry={types.refetch} />}
      {types.isSuccess && catalog.length === 0 && (
        <EmptyState title={t('empty')} text={t(thin ? 'empty_what_thin' : 'empty_what')} />
      )}
      {(thin || !hasAll) && (
        <SpaceBetween size="l">
          {catalog.length > 0 && <CatalogTree value={value} onChange={onChange} catalog={catalog} thin={thin} />}
          <HealthCheckbox value={value} onChange={onChange} />
          <CustomPattern value={value} rules={rules} onAdd={(added) => onChange([...value, ...added])} />
          <SelectedPatterns value={value} rules={rules} onChange={onChange} />
        </SpaceBetween>
      )}
    </SpaceBetween>
  );
}
