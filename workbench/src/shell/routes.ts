/** The component of each page, loaded when it is needed. Only the app imports this file: pages link to one another by `links.ts`. */
import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import type { PagePath } from './navigation.ts';

export const ROUTES: Readonly<Record<PagePath, LazyExoticComponent<ComponentType>>> = {
  '/': lazy(() => import('../overview/page.tsx')),
  '/destinations': lazy(() => import('../destination/list/page.tsx')),
  '/destinations/new': lazy(() => import('../destination/create/page.tsx')),
  '/destinations/:id/edit': lazy(() => import('../destination/edit/page.tsx')),
  '/destinations/:id/:tab?': lazy(() => import('../destination/page.tsx')),
  '/events': lazy(() => import('../event/page.tsx')),
  '/events/:id': lazy(() => import('../event/event-page.tsx')),
  '/listen/:tab?': lazy(() => import('../listen/page.tsx')),
  '/builder': lazy(() => import('../builder/page.tsx')),
  '/health': lazy(() => import('../health/page.tsx')),
  '/platform-metrics': lazy(() => import('../platform-metrics/page.tsx')),
  '/shell': lazy(() => import('../explorer/page.tsx')),
};
