import Tabs from '@cloudscape-design/components/tabs';
import { useLocation } from 'wouter';
import type { Destination } from '../api/types.ts';
import { Deliveries } from '../delivery/list/deliveries.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import { Recoveries } from '../recovery/progress/recoveries.tsx';
import { links } from '../shell/links.ts';
import { destinationMessages } from './messages.ts';
import { DestinationOverview } from './overview/destination-overview.tsx';

export const TABS = ['overview', 'deliveries', 'recoveries'] as const;
export type Tab = (typeof TABS)[number];

const hrefOf = (tab: Tab, id: string): string =>
  tab === 'overview' ? links.destination(id) : tab === 'deliveries' ? links.deliveries(id) : links.recoveries(id);

/** The tabs of a destination. Each has its own URL. */
export function DestinationTabs({ destination, active }: { destination: Destination; active: Tab }) {
  const t = useMessages(destinationMessages);
  const [, navigate] = useLocation();
  const contents = {
    overview: () => <DestinationOverview destination={destination} />,
    deliveries: () => <Deliveries destination={destination} />,
    recoveries: () => <Recoveries destination={destination} />,
  };
  return (
    <Tabs
      ariaLabel={t('views')}
      activeTabId={active}
      keyboardActivationMode="manual"
      tabs={TABS.map((tab) => ({
        id: tab,
        label: t(tab),
        href: hrefOf(tab, destination.id),
        content: tab === active ? contents[tab]() : null,
      }))}
      onChange={({ detail }) => navigate(detail.activeTabHref ?? links.destination(destination.id))}
    />
  );
}
