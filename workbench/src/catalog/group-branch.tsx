import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useId } from 'react';
import { useMessages } from '../i18n/i18n.tsx';
import type { GroupBranch as Branch } from './grouping.ts';
import { eventTypesMessages } from './messages.ts';
import { type BranchProps, PrefixBranch } from './prefix-branch.tsx';
import { matchCount, selectedShareOf, withGroup, withoutTypes } from './selection.ts';

/** A group of the catalog, with a checkbox for all its types. */
export function GroupBranch({
  branch,
  open,
  onToggle,
  ...props
}: BranchProps & { branch: Branch; open: boolean; onToggle: () => void }) {
  const t = useMessages(eventTypesMessages);
  const id = useId();
  const { value, onChange, thin } = props;
  const { name, types, prefixes } = branch;
  const share = selectedShareOf(value, types, thin);
  return (
    <div>
      <SpaceBetween direction="horizontal" size="xxs" alignItems="center">
        <Button
          variant="icon"
          formAction="none"
          iconName={open ? 'angle-down' : 'angle-right'}
          ariaLabel={t(open ? 'close' : 'open', { group: name })}
          ariaExpanded={open}
          ariaControls={id}
          onClick={onToggle}
        />
        <Checkbox
          checked={share === 'all'}
          indeterminate={share === 'some'}
          onChange={() =>
            onChange(share === 'all' ? withoutTypes(value, types, props) : withGroup(value, types, props))
          }
        >
          <Box variant="span" fontWeight="bold" fontSize="heading-s">
            {name}
          </Box>{' '}
          <Box variant="span" color="text-body-secondary">
            {t('group_count', { selected: matchCount(value, types), count: types.length })}
          </Box>
        </Checkbox>
      </SpaceBetween>
      <div id={id} hidden={!open}>
        {open && (
          <Box padding={{ left: 'xxl', vertical: 'xs' }}>
            <SpaceBetween size="m">
              {prefixes.map((prefix) => (
                <PrefixBranch key={prefix.prefix ?? ''} branch={prefix} {...props} />
              ))}
            </SpaceBetween>
          </Box>
        )}
      </div>
    </div>
  );
}
