import Box from '@cloudscape-design/components/box';
import Checkbox from '@cloudscape-design/components/checkbox';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import { useMessages } from '../i18n/i18n.tsx';
import type { PrefixBranch as Branch } from './grouping.ts';
import { eventTypesMessages } from './messages.ts';
import { groupPattern } from './patterns.ts';
import { type Choosing, shareOf, underPrefix, withGroup, withoutTypes, withPrefix, withTypes } from './selection.ts';
import { TypeCheckbox } from './type-checkbox.tsx';

export interface BranchProps extends Choosing {
  readonly value: readonly string[];
  readonly onChange: (patterns: string[]) => void;
  /** What choosing a whole group means. */
  readonly toCome: boolean;
}

/** The types that begin with the same word, chosen together or one by one. */
export function PrefixBranch({ branch, value, onChange, ...choosing }: BranchProps & { branch: Branch }) {
  const t = useMessages(eventTypesMessages);
  const { prefix, types } = branch;
  const { catalog, thin } = choosing;
  const rows = (
    <SpaceBetween size="xs">
      {types.map((type) => (
        <TypeCheckbox
          key={type.type}
          type={type}
          value={value}
          thin={thin}
          onChange={(chosen) =>
            onChange(chosen ? withTypes(value, [type], thin) : withoutTypes(value, [type], choosing))
          }
        />
      ))}
    </SpaceBetween>
  );
  if (prefix === undefined) return rows;

  const pattern = groupPattern(prefix);
  const isWhole = underPrefix(catalog, prefix).length === types.length;
  const share = shareOf(value, types, thin);
  return (
    <div>
      <SpaceBetween size="xs">
        <SpaceBetween direction="horizontal" size="m" alignItems="center">
          <Checkbox
            checked={share === 'all'}
            indeterminate={share === 'some'}
            onChange={() =>
              onChange(share === 'all' ? withoutTypes(value, types, choosing) : withGroup(value, types, choosing))
            }
          >
            <Box variant="span" fontWeight="bold">
              {t('whole_group', { group: prefix })} {isWhole ? '' : t('shown_only')}
            </Box>
          </Checkbox>
          {isWhole && share === 'all' && (
            <Toggle
              checked={value.includes(pattern)}
              onChange={({ detail }) => onChange(withPrefix(value, prefix, { catalog, thin, toCome: detail.checked }))}
            >
              {t('also_to_come', { pattern })}
            </Toggle>
          )}
        </SpaceBetween>
        <Box padding={{ left: 'xl' }}>{rows}</Box>
      </SpaceBetween>
    </div>
  );
}
