/** What the palette lists. */
import type { Rankable } from './rank.ts';

export interface Entry extends Rankable {
  readonly id: string;
  readonly kind: 'page' | 'action' | 'destination' | 'event';
  /** Keys that do the same. */
  readonly keys?: string;
  /** Below the label: an id, a URL. */
  readonly detail?: string;
  /** Why it cannot be chosen. */
  readonly disabled?: string;
  readonly run: () => void;
}

/** The entry above or below, round the ends; those that cannot be chosen can be read, too. */
export const moved = (index: number, by: number, count: number): number =>
  count === 0 ? 0 : (index + by + count) % count;
