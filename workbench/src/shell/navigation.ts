/** The pages: the address of each, and its name and keys in the navigation. Their components are in `routes.ts`. */
import { links } from './links.ts';

interface Page {
  /** Pattern of the address. */
  readonly path: string;
  /** Address that the navigation opens, for a pattern that is not an address itself. */
  readonly startPath?: string;
  /** Name in the navigation and in the command palette, for pages that are listed there. */
  readonly name?:
    | 'overview'
    | 'destinations'
    | 'events'
    | 'listen'
    | 'builder'
    | 'health'
    | 'platform_metrics'
    | 'explorer';
  /** Whether only keys of the platform see it, and only on the local platform. */
  readonly local?: true;
  /** Keys that open it, pressed one after the other. */
  readonly keys?: string;
}

/** The first pattern that fits is used. */
const pages = [
  { path: '/', name: 'overview', keys: 'g o' },
  { path: '/destinations', name: 'destinations', keys: 'g w' },
  { path: '/destinations/new', keys: 'c' },
  { path: '/destinations/:id/edit' },
  { path: '/destinations/:id/:tab?' },
  { path: '/events', name: 'events', keys: 'g e' },
  { path: '/events/:id' },
  // `/listen` itself is the address of the WebSocket, so the page has another.
  { path: '/listen/:tab?', startPath: links.listen, name: 'listen', keys: 'g l' },
  { path: '/builder', name: 'builder', keys: 'g b' },
  { path: '/health', name: 'health', keys: 'g h' },
  { path: '/platform-metrics', name: 'platform_metrics', local: true },
  { path: '/shell', name: 'explorer', keys: 'g s' },
] as const satisfies readonly Page[];

export type PagePath = (typeof pages)[number]['path'];
export type PageName = NonNullable<Page['name']>;

export const PAGES: readonly (Page & { readonly path: PagePath })[] = pages;

export const startPathOf = ({ path, startPath = path }: Page): string => startPath;
