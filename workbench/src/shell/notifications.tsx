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

interface Told {
  readonly about: string;
  readonly item: FlashbarProps.MessageDefinition;
}

/** @param about account and mode that are shown: what was told of one means nothing in another */
export function NotificationsProvider({ about, children }: { about: string; children: ReactNode }) {
  const [told, setTold] = useState<readonly Told[]>([]);
  const notify = useCallback(
    (notification: Notification) => {
      const id = crypto.randomUUID();
      const dismiss = () => setTold((all) => all.filter(({ item }) => item.id !== id));
      const item = { ...notification, id, dismissible: true, onDismiss: dismiss };
      setTold((all) => [{ about, item }, ...all].slice(0, MAX_SHOWN));
      if (notification.type === 'success') setTimeout(dismiss, SUCCESS_SHOWN_MS);
    },
    [about],
  );
  const value = useMemo(
    () => ({ items: told.filter((one) => one.about === about).map(({ item }) => item), notify }),
    [told, about, notify],
  );
  return <NotificationsContext value={value}>{children}</NotificationsContext>;
}

export const useNotifications = (): Notifications => useContext(NotificationsContext);
export const useNotify = (): Notifications['notify'] => useNotifications().notify;
