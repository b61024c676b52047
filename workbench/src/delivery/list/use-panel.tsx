import type { AppLayoutProps } from '@cloudscape-design/components/app-layout';
import { useState } from 'react';
import type { FrameProps } from '../../shell/frame.tsx';
import { useAddress } from '../filter/use-address.ts';
import { DeliveryPanel } from './delivery-panel.tsx';

const NAME = 'waybill.deliveries.panel';

/** The panel beside the list, as the frame of the page takes it. */
export function useDeliveryPanel(
  destinationId: string,
  listed: boolean,
): Pick<
  FrameProps,
  'splitPanel' | 'splitPanelOpen' | 'onSplitPanelToggle' | 'splitPanelPreferences' | 'onSplitPanelPreferencesChange'
> {
  const { looked, look } = useAddress();
  const [position, setPosition] = useState<AppLayoutProps.SplitPanelPreferences['position']>(() =>
    localStorage.getItem(NAME) === 'bottom' ? 'bottom' : 'side',
  );
  const { opened, ...others } = looked;
  const shown = listed ? opened : undefined;
  return {
    splitPanel: shown && <DeliveryPanel destinationId={destinationId} opened={shown} />,
    splitPanelOpen: shown !== undefined,
    onSplitPanelToggle: ({ detail }) => {
      if (!detail.open) look(others);
    },
    splitPanelPreferences: { position },
    onSplitPanelPreferencesChange: ({ detail }) => {
      localStorage.setItem(NAME, detail.position);
      setPosition(detail.position);
    },
  };
}
