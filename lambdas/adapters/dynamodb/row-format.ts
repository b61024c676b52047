/**
 * Formats of the rows of events and deliveries. Every version reads both. `compact` leaves out what follows from the rest and compresses
 * more, so that a stage stores a quarter less. Version 0.1.0 reads `full` only.
 */
export const ROW_FORMATS = ['full', 'compact'] as const;
export type RowFormat = (typeof ROW_FORMATS)[number];
