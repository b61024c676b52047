/** The access of one worker to the ports: its calls take time, are subject to injected faults, and end with it. */
import type { FaultKind } from '../world/faults.ts';
import { ALL } from '../world/identity.ts';
import type { State, Worker } from '../world/state.ts';

/** `unsure`: written, and the caller sees an error; `seems lost`: written, and it seems that another was first. */
export type Written<T> =
  | { readonly outcome: 'refused' }
  | { readonly outcome: 'done' | 'unsure' | 'seems lost'; readonly result: T };

export class Access {
  readonly state: State;
  readonly worker: Worker;

  constructor(state: State, worker: Worker) {
    this.state = state;
    this.worker = worker;
  }

  call<T>(effect: () => T | Promise<T>): Promise<T> {
    const { sim, setup } = this.state;
    return sim.call(this.worker, 1 + Math.floor(this.worker.random() * setup.latencyMs), effect);
  }

  /** Whether a fault strikes here. @param delivery that it then concerns */
  strikes(kind: FaultKind, scopes: readonly string[], delivery: string): boolean {
    const fault = this.state.faults.striking(kind, scopes, this.worker.random);
    if (!fault) return false;
    this.state.touch(this.worker, delivery);
    // What else is in the same place waits as well.
    this.state.ledger.disturb(fault.scope);
    this.state.ledger.note(() => `${this.worker.name} meets a fault: ${kind}, ${delivery}`);
    return true;
  }

  /** Makes one write, unless it is refused. */
  write<T>(scopes: readonly string[], delivery: string, make: () => T): Written<T> {
    if (this.strikes('throttled', scopes, delivery)) return { outcome: 'refused' };
    const result = make();
    // Where an error hides the result, nothing looks at it.
    if (result instanceof Promise) result.catch(() => {});
    if (this.strikes('ambiguous', scopes, delivery)) return { outcome: 'unsure', result };
    if (this.strikes('lost race', scopes, delivery)) return { outcome: 'seems lost', result };
    return { outcome: 'done', result };
  }

  /**
   * The port of a store of which no single row matters here.
   * @param conditional writes that return undefined to a caller who seems to have lost a race
   */
  port<S extends object>(store: S, writes: readonly (keyof S)[], conditional: readonly (keyof S)[]): S {
    return new Proxy(store, {
      get: (target, name) => {
        const method = (target[name as keyof S] as (...args: never[]) => Promise<unknown>).bind(target);
        if (!writes.includes(name as keyof S)) return (...args: never[]) => this.call(() => method(...args));
        return (...args: never[]) =>
          this.call(() => {
            const written = this.write([], ALL, () => method(...args));
            const isLost = written.outcome === 'seems lost' && conditional.includes(name as keyof S);
            return isLost ? undefined : resultOf(written);
          });
      },
    });
  }
}

/** What the caller sees. */
export function resultOf<T>(written: Written<T>): T {
  if (written.outcome === 'refused') throw new Error('The table is throttled.');
  if (written.outcome === 'unsure') throw new Error('The connection was lost after the write.');
  return written.result;
}
