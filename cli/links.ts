/** Addresses of pages of the Workbench. */
export const links = (base: string) => ({
  overview: `${base}/`,
  events: `${base}/events`,
  destinations: `${base}/destinations`,
  event: (id: string) => `${base}/events/${encodeURIComponent(id)}`,
  destination: (id: string) => `${base}/destinations/${encodeURIComponent(id)}`,
  recoveries: (id: string) => `${base}/destinations/${encodeURIComponent(id)}/recoveries`,
});
