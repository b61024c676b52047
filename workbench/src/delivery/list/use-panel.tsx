import type { AppLayoutProps } from '@cloudscape-design/components/app-layout';
import { useState } from 'react';
import type { FrameProps } from '../../shell/frame.tsx';
import { useListView } from '../filter/use-list-view.ts';
import { DeliveryPanel } from './delivery-panel.tsx';

const NAME = 'waybill.deliveries.panel';

/** Returns the properties of the page frame for the panel beside the list. */
export function useDeliveryPanel(
  destinationId: string,
  listed: boolean,
): Pick<
  FrameProps,
  'splitPanel' | 'splitPanelOpen' | 'onSplitPanelToggle' | 'splitPanelPreferences' | 'onSplitPanelPreferencesChange'
> {
  const { view, setView } = useListView();
  const [position, setPosition] = useState<AppLayoutProps.SplitPanelPreferences['position']>(() =>
    localStorage.getItem(NAME) === 'bottom' ? 'bottom' : 'side',
  );
  const { opened, ...others } = view;
  const shown = listed ? opened : undefined;
  return {
    splitPanel: shown && <DeliveryPanel destinationId={destinationId} opened={shown} />,
    splitPanelOpen: shown !== undefined,
    onSplitPanelToggle: ({ detail }) => {
      if (!detail.open) setView(others);
    },
    splitPanelPreferences: { position },
    onSplitPanelPreferencesChange: ({ detail }) => {
      localStorage.setItem(NAME, detail.position);
      setPosition(detail.position);
    },
  };
}
