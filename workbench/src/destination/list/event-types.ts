/** Summarizes the selected event types of a destination. */

const SHOWN = 2;

export interface TypesSummary {
  readonly all: boolean;
  readonly shown: readonly string[];
  /** Number of types that are not shown. */
  readonly more: number;
}

/** Returns the first types and patterns. `*` selects all events, whatever else is listed. */
export function summaryOfTypes(enabledEvents: readonly string[]): TypesSummary {
  if (enabledEvents.includes('*')) return { all: true, shown: [], more: 0 };
  return { all: false, shown: enabledEvents.slice(0, SHOWN), more: Math.max(0, enabledEvents.length - SHOWN) };
}
