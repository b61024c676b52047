/** The pages there are: their addresses, their names in the navigation, and what they are made of, loaded when needed. */
import { type ComponentType, type LazyExoticComponent, lazy } from 'react';

export interface Place {
  /** Pattern of its address. */
  readonly path: string;
  /** Where it is entered, of a pattern that is no address itself. */
  readonly entrance?: string;
  readonly page: LazyExoticComponent<ComponentType>;
  /** Where it stands in the navigation, and in the command palette; left out for what belongs to another. */
  readonly name?: 'overview' | 'destinations' | 'events' | 'listen' | 'builder' | 'health' | 'explorer';
  /** Keys that lead there, one after the other. */
  readonly keys?: string;
}

/** Most particular first. */
export const PLACES: readonly Place[] = [
  { path: '/', name: 'overview', keys: 'g o', page: lazy(() => import('../overview/page.tsx')) },
  {
    path: '/destinations',
    name: 'destinations',
    keys: 'g w',
    page: lazy(() => import('../destination/list/page.tsx')),
  },
  { path: '/destinations/new', keys: 'c', page: lazy(() => import('../destination/create/page.tsx')) },
  { path: '/destinations/:id/edit', page: lazy(() => import('../destination/edit/page.tsx')) },
  { path: '/destinations/:id/:tab?', page: lazy(() => import('../destination/page.tsx')) },
  { path: '/events', name: 'events', keys: 'g e', page: lazy(() => import('../event/page.tsx')) },
  { path: '/events/:id', page: lazy(() => import('../event/event-page.tsx')) },
  // Sockets are opened at `/listen` itself, so that loading that address is not sure to get the page.
  {
    path: '/listen/:tab?',
    entrance: '/listen/live',
    name: 'listen',
    keys: 'g l',
    page: lazy(() => import('../listen/page.tsx')),
  },
  { path: '/builder', name: 'builder', keys: 'g b', page: lazy(() => import('../builder/page.tsx')) },
  { path: '/health', name: 'health', keys: 'g h', page: lazy(() => import('../health/page.tsx')) },
  { path: '/shell', name: 'explorer', keys: 'g s', page: lazy(() => import('../explorer/page.tsx')) },
];

/** Where a place is entered. */
export const entranceOf = ({ path, entrance = path }: Place): string => entrance;

/** Addresses of what can be linked to. */
export const links = {
  overview: '/',
  destinations: '/destinations',
  newDestination: '/destinations/new',
  destination: (id: string) => `/destinations/${id}`,
  editDestination: (id: string) => `/destinations/${id}/edit`,
  deliveries: (id: string) => `/destinations/${id}/deliveries`,
  delivery: (id: string, event: string) => `/destinations/${id}/deliveries?event=${encodeURIComponent(event)}`,
  /** @param own account that is shown: of any other's event the address says whose it is */
  deliveryOf: (id: string, { event, account }: { readonly event: string; readonly account: string }, own: string) =>
    `${links.delivery(id, event)}${account === own ? '' : `&account=${encodeURIComponent(account)}`}`,
  recoveries: (id: string) => `/destinations/${id}/recoveries`,
  events: '/events',
  event: (id: string) => `/events/${encodeURIComponent(id)}`,
  listen: '/listen/live',
  listeners: '/listen/sessions',
  listenAnswers: (session: string) => `/listen/sessions?session=${encodeURIComponent(session)}`,
  builder: '/builder',
  health: '/health',
  explorer: '/shell',
} as const;
