/** Injected faults: kind, scope, rate, and end. */
import { ALL } from './identity.ts';
import type { Random } from './random.ts';

/**
 * `throttled`: writes to tables are refused. `ambiguous`: they take effect, and the caller sees an error. `lost race`: they
 * take effect, and the caller sees that their condition failed, as after a retry inside the SDK. `unreadable`: batch reads
 * are refused. `send refused`: the queue does not take entries. `send ambiguous`: the sender
 * cannot know whether it has them.
 * `hide fails`: so does the change of visibility. `internal`: the sender throws.
 */
export const FAULT_KINDS = [
  'throttled',
  'ambiguous',
  'lost race',
  'unreadable',
  'send refused',
  'send ambiguous',
  'hide fails',
  'internal',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface Fault {
  readonly kind: FaultKind;
  /** `*`, the id of a destination or the key of a tenant. */
  readonly scope: string;
  /** Unix milliseconds. */
  readonly until: number;
  /** Of the calls that it concerns, 0 to 1. */
  readonly share: number;
}

export class Faults {
  readonly #now: () => number;
  readonly #count: (name: string) => void;
  #active: Fault[] = [];

  constructor(now: () => number, count: (name: string) => void) {
    this.#now = now;
    this.#count = count;
  }

  add(fault: Fault): void {
    this.#active.push(fault);
  }

  clear(): void {
    this.#active = [];
  }

  /** Returns the fault of this kind that a call meets, if any. @param scopes what the call concerns, besides all */
  striking(kind: FaultKind, scopes: readonly string[], random: Random): Fault | undefined {
    const fault = this.#active.find(
      (one) =>
        one.kind === kind &&
        one.until > this.#now() &&
        (one.scope === ALL || scopes.includes(one.scope)) &&
        random() < one.share,
    );
    if (fault) this.#count(`fault: ${kind}`);
    return fault;
  }
}
