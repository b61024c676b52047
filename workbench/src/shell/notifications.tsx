/** Notifications at the top of the page scope the results of actions. */
import type { FlashbarProps } from '@cloudscape-design/components/flashbar';
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react';

export type Notification = Pick<FlashbarProps.MessageDefinition, 'type' | 'header' | 'content' | 'action'>;

interface Notifications {
  readonly items: readonly FlashbarProps.MessageDefinition[];
  readonly notify: (notification: Notification) => void;
}

const NotificationsContext = createContext<Notifications>({ items: [], notify: () => {} });

const MAX_SHOWN = 5;
/** How long success messages are shown, in milliseconds. Errors stay until they are dismissed. */
const SUCCESS_SHOWN_MS = 8_000;

interface ScopedItem {
  readonly scope: string;
  readonly item: FlashbarProps.MessageDefinition;
}

/** @param scope account and mode; only notifications of the current scope are shown */
export function NotificationsProvider({ scope, children }: { scope: string; children: ReactNode }) {
  const [all, setAll] = useState<readonly ScopedItem[]>([]);
  const notify = useCallback(
    (notification: Notification) => {
      const id = crypto.randomUUID();
      const dismiss = () => setAll((shown) => shown.filter(({ item }) => item.id !== id));
      const item = { ...notification, id, dismissible: true, onDismiss: dismiss };
      setAll((shown) => [{ scope, item }, ...shown].slice(0, MAX_SHOWN));
      if (notification.type === 'success') setTimeout(dismiss, SUCCESS_SHOWN_MS);
    },
    [scope],
  );
  const value = useMemo(
    () => ({ items: all.filter((one) => one.scope === scope).map(({ item }) => item), notify }),
    [all, scope, notify],
  );
  return <NotificationsContext value={value}>{children}</NotificationsContext>;
}

export const useNotifications = (): Notifications => useContext(NotificationsContext);
export const useNotify = (): Notifications['notify'] => useNotifications().notify;
