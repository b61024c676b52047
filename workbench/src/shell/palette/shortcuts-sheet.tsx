import './palette.css';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { Fragment } from 'react';
import { useMessages } from '../../i18n/i18n.tsx';
import { shellMessages } from '../messages.ts';
import { PAGES, type PageName } from '../navigation.ts';
import { paletteMessages } from './messages.ts';
import { type ShortcutName, shortcutGroups } from './shortcuts.ts';

const MAC = /Mac|iPhone|iPad/.test(navigator.platform);

const isPageName = (name: ShortcutName): name is PageName => PAGES.some((page) => page.name === name);

/** Lists all keyboard shortcuts. */
export function ShortcutsSheet({ onClose }: { onClose: () => void }) {
  const t = useMessages(paletteMessages);
  const s = useMessages(shellMessages);
  const nameOf = (name: ShortcutName): string => (isPageName(name) ? s(name) : t(name));
  return (
    <Modal
      visible
      size="large"
      header={t('sheet')}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <Button variant="primary" onClick={onClose}>
            {t('done')}
          </Button>
        </Box>
      }
    >
      <SpaceBetween size="l">
        <ColumnLayout columns={3} minColumnWidth={200}>
          {shortcutGroups(PAGES, MAC).map((group) => (
            <SpaceBetween key={group.name} size="s">
              <Box variant="h3">{t(group.name)}</Box>
              <KeyValuePairs
                ariaLabel={t(group.name)}
                items={group.shortcuts.map(({ name, keys }) => ({
                  label: nameOf(name),
                  value: <Keys keys={keys} />,
                }))}
              />
            </SpaceBetween>
          ))}
        </ColumnLayout>
        <Box color="text-body-secondary">{t('not_typing')}</Box>
      </SpaceBetween>
    </Modal>
  );
}

function Keys({ keys }: { keys: readonly string[] }) {
  const t = useMessages(paletteMessages);
  return keys.map((sequence, at) => (
    <Fragment key={sequence}>
      {at > 0 && ` ${t('or')} `}
      {sequence.split(' ').map((key, index) => (
        <Fragment key={key}>
          {index > 0 && (/^[a-z]$/.test(sequence[0] ?? '') ? ` ${t('followed_by')} ` : ' + ')}
          <kbd className="palette-key">{key}</kbd>
        </Fragment>
      ))}
    </Fragment>
  ));
}
