/** The highest number of waiting deliveries that `waiting` of a destination shows: counting reads them. Imports nothing, for the Workbench. */
export const MAX_WAITING_COUNT = 10_000;
