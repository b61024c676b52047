import type { AppLayoutProps } from '@cloudscape-design/components/app-layout';
import { useState } from 'react';
import type { FrameProps } from '../../shell/frame.tsx';
import { useLooked } from '../use-looked.ts';
import { AnswersPanel } from './answers-panel.tsx';

const NAME = 'waybill.answers.panel';

/** The panel beside the sessions, as the frame of the page takes it. */
export function useAnswersPanel(
  listed: boolean,
): Pick<
  FrameProps,
  'splitPanel' | 'splitPanelOpen' | 'onSplitPanelToggle' | 'splitPanelPreferences' | 'onSplitPanelPreferencesChange'
> {
  const { looked, look } = useLooked();
  const [position, setPosition] = useState<AppLayoutProps.SplitPanelPreferences['position']>(() =>
    localStorage.getItem(NAME) === 'bottom' ? 'bottom' : 'side',
  );
  const shown = listed ? looked.session : undefined;
  return {
    splitPanel: shown !== undefined && <AnswersPanel id={shown} />,
    splitPanelOpen: shown !== undefined,
    onSplitPanelToggle: ({ detail }) => {
      if (!detail.open) look('sessions', { ...looked, session: undefined });
    },
    splitPanelPreferences: { position },
    onSplitPanelPreferencesChange: ({ detail }) => {
      localStorage.setItem(NAME, detail.position);
      setPosition(detail.position);
    },
  };
}
