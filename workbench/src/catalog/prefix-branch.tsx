import Box from '@cloudscape-design/components/box';
import Checkbox from '@cloudscape-design/components/checkbox';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import { useMessages } from '../i18n/i18n.tsx';
import type { PrefixBranch as Branch } from './grouping.ts';
import { eventTypesMessages } from './messages.ts';
import { groupPattern } from './patterns.ts';
import {
  type SelectionContext,
  selectedShareOf,
  underPrefix,
  withGroup,
  withoutTypes,
  withPrefix,
  withTypes,
} from './selection.ts';
import { TypeCheckbox } from './type-checkbox.tsx';

export interface BranchProps extends SelectionContext {
  readonly value: readonly string[];
  readonly onChange: (patterns: string[]) => void;
  /** Whether selecting a whole prefix includes types that are added later. */
  readonly includeFuture: boolean;
}

/** The types with the same prefix, selected together or one by one. */
export function PrefixBranch({ branch, value, onChange, ...context }: BranchProps & { branch: Branch }) {
  const t = useMessages(eventTypesMessages);
  const { prefix, types } = branch;
  const { catalog, thin } = context;
  const rows = (
    <SpaceBetween size="xs">
      {types.map((type) => (
        <TypeCheckbox
          key={type.type}
          type={type}
          value={value}
          thin={thin}
          onChange={(chosen) =>
            onChange(chosen ? withTypes(value, [type], thin) : withoutTypes(value, [type], context))
          }
        />
      ))}
    </SpaceBetween>
  );
  if (prefix === undefined) return rows;

  const pattern = groupPattern(prefix);
  const isWhole = underPrefix(catalog, prefix).length === types.length;
  const share = selectedShareOf(value, types, thin);
  return (
    <div>
      <SpaceBetween size="xs">
        <SpaceBetween direction="horizontal" size="m" alignItems="center">
          <Checkbox
            checked={share === 'all'}
            indeterminate={share === 'some'}
            onChange={() =>
              onChange(share === 'all' ? withoutTypes(value, types, context) : withGroup(value, types, context))
            }
          >
            <Box variant="span" fontWeight="bold">
              {t('whole_group', { group: prefix })} {isWhole ? '' : t('shown_only')}
            </Box>
          </Checkbox>
          {isWhole && share === 'all' && (
            <Toggle
              checked={value.includes(pattern)}
              onChange={({ detail }) =>
                onChange(withPrefix(value, prefix, { catalog, thin, includeFuture: detail.checked }))
              }
            >
              {t('include_future_of', { pattern })}
            </Toggle>
          )}
        </SpaceBetween>
        <Box padding={{ left: 'xl' }}>{rows}</Box>
      </SpaceBetween>
    </div>
  );
}
