/** Messages at the top of the page: that something was done, or why it was not. */
import type { FlashbarProps } from '@cloudscape-design/components/flashbar';
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react';

export type Notification = Pick<FlashbarProps.MessageDefinition, 'type' | 'header' | 'content' | 'action'>;

interface Notifications {
  readonly items: readonly FlashbarProps.MessageDefinition[];
  readonly notify: (notification: Notification) => void;
}

const NotificationsContext = createContext<Notifications>({ items: [], notify: () => {} });

const MAX_SHOWN = 5;
/** How long what went well is told, milliseconds; what went wrong stays until it is read. */
const SUCCESS_SHOWN_MS = 8_000;

export function NotificationsProvider({ children }: { children: ReactNode }) {
  const [items, setItems] = useState<readonly FlashbarProps.MessageDefinition[]>([]);
  const notify = useCallback((notification: Notification) => {
    const id = crypto.randomUUID();
    const dismiss = () => setItems((shown) => shown.filter((item) => item.id !== id));
    setItems((shown) => [{ ...notification, id, dismissible: true, onDismiss: dismiss }, ...shown].slice(0, MAX_SHOWN));
    if (notification.type === 'success') setTimeout(dismiss, SUCCESS_SHOWN_MS);
  }, []);
  const value = useMemo(() => ({ items, notify }), [items, notify]);
  return <NotificationsContext value={value}>{children}</NotificationsContext>;
}

export const useNotifications = (): Notifications => useContext(NotificationsContext);
export const useNotify = (): Notifications['notify'] => useNotifications().notify;
