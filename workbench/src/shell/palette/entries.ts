/** The entries of the palette. */
import type { Rankable } from './rank.ts';

export interface Entry extends Rankable {
  readonly id: string;
  readonly kind: 'page' | 'action' | 'destination' | 'event';
  /** Keyboard shortcut. */
  readonly keys?: string;
  /** Shown below the label: an id or a URL. */
  readonly detail?: string;
  /** Why the entry is disabled. */
  readonly disabled?: string;
  readonly run: () => void;
}

/** Returns the index of the next or previous entry, and wraps around. Disabled entries are included. */
export const moved = (index: number, by: number, count: number): number =>
  count === 0 ? 0 : (index + by + count) % count;
