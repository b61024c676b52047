/** Addresses of pages. Apart from `routes.ts`, which imports every page. */
export const links = {
  overview: '/',
  destinations: '/destinations',
  newDestination: '/destinations/new',
  destination: (id: string) => `/destinations/${id}`,
  editDestination: (id: string) => `/destinations/${id}/edit`,
  deliveries: (id: string) => `/destinations/${id}/deliveries`,
  delivery: (id: string, event: string) => `/destinations/${id}/deliveries?event=${encodeURIComponent(event)}`,
  /** @param own the account that is shown; the link names the account of the event when it differs */
  deliveryOf: (id: string, { event, account }: { readonly event: string; readonly account: string }, own: string) =>
    `${links.delivery(id, event)}${account === own ? '' : `&account=${encodeURIComponent(account)}`}`,
  recoveries: (id: string) => `/destinations/${id}/recoveries`,
  events: '/events',
  event: (id: string) => `/events/${encodeURIComponent(id)}`,
  listen: '/listen/live',
  listeners: '/listen/sessions',
  listenResponses: (session: string) => `/listen/sessions?session=${encodeURIComponent(session)}`,
  builder: '/builder',
  health: '/health',
  platformMetrics: '/platform-metrics',
  explorer: '/shell',
} as const;
