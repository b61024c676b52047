import type { AppLayoutProps } from '@cloudscape-design/components/app-layout';
import { useState } from 'react';
import type { FrameProps } from '../../shell/frame.tsx';
import { useView } from '../use-view.ts';
import { ResponsesPanel } from './responses-panel.tsx';

const NAME = 'waybill.answers.panel';

/** Returns the properties of the page frame for the panel beside the sessions. */
export function useResponsesPanel(
  listed: boolean,
): Pick<
  FrameProps,
  'splitPanel' | 'splitPanelOpen' | 'onSplitPanelToggle' | 'splitPanelPreferences' | 'onSplitPanelPreferencesChange'
> {
  const { view, setView } = useView();
  const [position, setPosition] = useState<AppLayoutProps.SplitPanelPreferences['position']>(() =>
    localStorage.getItem(NAME) === 'bottom' ? 'bottom' : 'side',
  );
  const shown = listed ? view.session : undefined;
  return {
    splitPanel: shown !== undefined && <ResponsesPanel id={shown} />,
    splitPanelOpen: shown !== undefined,
    onSplitPanelToggle: ({ detail }) => {
      if (!detail.open) setView('sessions', { ...view, session: undefined });
    },
    splitPanelPreferences: { position },
    onSplitPanelPreferencesChange: ({ detail }) => {
      localStorage.setItem(NAME, detail.position);
      setPosition(detail.position);
    },
  };
}
