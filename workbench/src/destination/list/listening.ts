/** What a destination listens to, in short. */

const SHOWN = 2;

export interface Listening {
  readonly all: boolean;
  readonly shown: readonly string[];
  /** How many there are besides. */
  readonly more: number;
}

/** The first few types and patterns. With `*` among them it is all, whatever else is named. */
export function listeningTo(enabledEvents: readonly string[]): Listening {
  if (enabledEvents.includes('*')) return { all: true, shown: [], more: 0 };
  return { all: false, shown: enabledEvents.slice(0, SHOWN), more: Math.max(0, enabledEvents.length - SHOWN) };
}
