import PropertyFilter, { type PropertyFilterProps } from '@cloudscape-design/components/property-filter';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useSession } from '../../account/session.tsx';
import type { Destination } from '../../api/types.ts';
import { useI18n, useMessages } from '../../i18n/i18n.tsx';
import { sharedMessages } from '../../shared/messages.ts';
import { deliveriesMessages } from '../list/messages.ts';
import { ageOf, filterOfTokens, type ListFilter, STATUSES, tokensOf } from './filter.ts';
import { TimeForm } from './time-form.tsx';

/** Number of event types that are suggested. Users can enter any other. */
const SUGGESTED_TYPES = 100;

interface FilterBarProps {
  readonly destination: Destination;
  readonly filter: ListFilter;
  readonly onChange: (filter: ListFilter) => void;
}

/** Offers the properties and operators by which the API can filter. */
export function FilterBar({ destination, filter, onChange }: FilterBarProps) {
  const t = useMessages(deliveriesMessages);
  const properties = useProperties();
  const options = useOptions(destination);
  return (
    <PropertyFilter
      query={{ tokens: tokensOf(filter), operation: 'and' }}
      onChange={({ detail }) => onChange(filterOfTokens(detail.tokens))}
      filteringProperties={properties}
      filteringOptions={options}
      freeTextFiltering={{ operators: ['='], defaultOperator: '=' }}
      hideOperations
      filteringAriaLabel={t('filter')}
      filteringPlaceholder={t('filter_hint')}
      filteringConstraintText={filter.types.length > 1 ? t('filter_types') : undefined}
      expandToViewport
    />
  );
}

function useProperties(): PropertyFilterProps.FilteringProperty[] {
  const t = useMessages(deliveriesMessages);
  const shared = useMessages(sharedMessages);
  const { formats } = useI18n();
  return useMemo(() => {
    const statusText = (value: string) => {
      const status = STATUSES.find((one) => one === value);
      return status ? shared(status) : value;
    };
    const timeText = (value: string) => {
      const age = ageOf(value);
      const now = Date.now();
      return age === undefined ? formats.dateTime(value) : formats.relative(now - age, now);
    };
    const time = (operator: string, description: string) => ({
      operator,
      description,
      form: TimeForm,
      format: timeText,
    });
    return [
      {
        key: 'status',
        propertyLabel: t('status'),
        groupValuesLabel: t('status_values'),
        operators: [{ operator: '=', format: statusText }],
      },
      { key: 'type', propertyLabel: t('type'), groupValuesLabel: t('type_values'), operators: ['='] },
      {
        key: 'created',
        propertyLabel: t('created'),
        groupValuesLabel: t('created_values'),
        operators: [time('>=', t('from')), time('<=', t('until'))],
        defaultOperator: '>=',
      },
      { key: 'event', propertyLabel: t('event'), groupValuesLabel: t('event_values'), operators: ['='] },
    ];
  }, [t, shared, formats]);
}

function useOptions({ enabled_events }: Destination): PropertyFilterProps.FilteringOption[] {
  const shared = useMessages(sharedMessages);
  const { api, scope } = useSession();
  const { data } = useQuery({
    queryKey: [scope, 'event types', 'suggested'],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () => api.eventTypes({ limit: SUGGESTED_TYPES }),
  });
  return useMemo(() => {
    const types = new Set([
      ...enabled_events.filter((type) => type !== '*'),
      ...(data?.data ?? []).map(({ type }) => type),
    ]);
    return [
      ...STATUSES.map((status) => ({ propertyKey: 'status', value: status, label: shared(status) })),
      ...[...types].map((type) => ({ propertyKey: 'type', value: type })),
    ];
  }, [enabled_events, data, shared]);
}
