import './palette.css';
import Box from '@cloudscape-design/components/box';
import Input, { type InputProps } from '@cloudscape-design/components/input';
import LiveRegion from '@cloudscape-design/components/live-region';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect, useId, useMemo, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { useMessages } from '../../i18n/i18n.tsx';
import { links } from '../links.ts';
import { type Entry, moved } from './entries.ts';
import { paletteMessages } from './messages.ts';
import { PaletteOption } from './palette-option.tsx';
import { pastedId } from './pasted-id.ts';
import { rank } from './rank.ts';
import { useEntries } from './use-entries.ts';

/** Finds pages, actions and destinations by name, and opens events and destinations by id. */
export function PaletteDialog({ onClose, onShortcuts }: { onClose: () => void; onShortcuts: () => void }) {
  const t = useMessages(paletteMessages);
  const [, navigate] = useLocation();
  const entries = useEntries(onShortcuts);
  const [text, setText] = useState('');
  const [index, setIndex] = useState(0);
  const listId = useId();
  const list = useRef<HTMLDivElement>(null);
  const input = useRef<InputProps.Ref>(null);
  // The dialog first moves the focus to its close button.
  useEffect(() => {
    const timer = setTimeout(() => input.current?.focus());
    return () => clearTimeout(timer);
  }, []);

  const found = useMemo((): readonly Entry[] => {
    const pasted = pastedId(text);
    if (!pasted) return rank(entries, text);
    const { kind, id } = pasted;
    const jump: Entry = {
      id: 'jump',
      kind,
      label: t(`open_${kind}`, { id }),
      run: () => navigate(kind === 'event' ? links.event(id) : links.destination(id)),
    };
    return [jump, ...rank(entries, id).filter((entry) => entry.id !== id)];
  }, [entries, text, t, navigate]);
  const at = Math.min(index, Math.max(0, found.length - 1));
  const optionId = (index: number) => `${listId}-${index}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when another entry is selected
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [at, found]);

  const choose = (entry: Entry | undefined) => {
    if (!entry || entry.disabled !== undefined) return;
    onClose();
    entry.run();
  };
  const keys: Readonly<Record<string, () => void>> = {
    ArrowDown: () => setIndex(moved(at, 1, found.length)),
    ArrowUp: () => setIndex(moved(at, -1, found.length)),
    Home: () => setIndex(0),
    End: () => setIndex(Math.max(0, found.length - 1)),
    Enter: () => choose(found[at]),
  };
  return (
    <Modal visible size="medium" position="top" header={t('title')} onDismiss={onClose}>
      <SpaceBetween size="s">
        <Input
          ref={input}
          type="search"
          value={text}
          placeholder={t('placeholder')}
          ariaLabel={t('title')}
          autoComplete={false}
          spellcheck={false}
          onChange={({ detail }) => {
            setText(detail.value);
            setIndex(0);
          }}
          nativeInputAttributes={{
            role: 'combobox',
            'aria-expanded': found.length > 0,
            'aria-controls': listId,
            'aria-autocomplete': 'list',
            ...(found.length > 0 ? { 'aria-activedescendant': optionId(at) } : {}),
          }}
          onKeyDown={(event) => {
            const action = keys[event.detail.key];
            const { isComposing, ctrlKey, metaKey, altKey } = event.detail;
            // While an input method is composing text, Enter confirms the text and does not open the entry.
            if (!action || isComposing || ctrlKey || metaKey || altKey) return;
            event.preventDefault();
            action();
          }}
        />
        <div ref={list} id={listId} role="listbox" aria-label={t('results')} className="palette-list">
          {found.map((entry, index) => (
            <PaletteOption
              key={entry.id}
              id={optionId(index)}
              entry={entry}
              selected={index === at}
              onPoint={() => setIndex(index)}
              onChoose={() => choose(entry)}
            />
          ))}
        </div>
        {found.length === 0 && <Box color="text-body-secondary">{t('none')}</Box>}
        <LiveRegion hidden>{t('found', { count: found.length })}</LiveRegion>
        <Box variant="small" color="text-body-secondary">
          {t('how')}
        </Box>
      </SpaceBetween>
    </Modal>
  );
}
