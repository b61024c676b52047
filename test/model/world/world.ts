/** The platform in motion: what AWS does by itself. Queues call workers, the clock calls the sweep, workers die. */

import { watchShard } from '../../../lambdas/adapters/dynamodb/destination/watch-list.ts';
import { LANES } from '../../../lambdas/core/destination/health/health.ts';
import { type PublishCall, publishEnded, publishStarts } from '../checks/event-checks.ts';
import { checkAllMove, checkEnd } from '../checks/rest-checks.ts';
import { deliverEnded } from '../checks/worker-checks.ts';
import * as core from '../ports/core.ts';
import { ALL } from './identity.ts';
import { seededRandom, seedFor } from './random.ts';
import type { Death, Ending, Worker, WorkerKind } from './simulation.ts';
import type { QueuedMessage, StandardQueue } from './standard-queue.ts';
import { type Received, type Setup, type Source, State } from './state.ts';
import { watchAt } from './watched.ts';

/** Longest run of each function, milliseconds. */
const LIMITS: Record<WorkerKind, number> = {
  publish: 29_000,
  deliver: 60_000,
  sweep: 60_000,
  watch: 60_000,
  'dead letter': 60_000,
  recovery: 60_000,
  resend: 29_000,
};
const SWEEP_PERIOD_MS = 60_000;
/** Longer than the horizon of 72 h and all that may come before and after it. */
const DRAIN_MS = 120 * 3_600_000;

const SOURCES: readonly Source[] = [...LANES, 'dead letter'];
const kindOf = (source: Source) => (source === 'dead letter' ? source : 'deliver');

export type Pausable = 'deliver' | 'dead letter' | 'sweep';

/** A rule that was broken. */
export class BrokenRule extends Error {
  override readonly name = 'BrokenRule';
  readonly rule: string;

  constructor(rule: string, text: string) {
    super(`${rule}: ${text}`);
    this.rule = rule;
  }
}

export class World {
  readonly state: State;
  readonly calls: PublishCall[] = [];
  readonly #pausedUntil = new Map<Pausable, number>();
  readonly #deaths = new Map<WorkerKind, Death>();
  readonly #random;
  #sweepAt = Number.POSITIVE_INFINITY;

  constructor(setup: Setup, isTraced = false) {
    this.#random = seededRandom(seedFor(setup.seed, 'world'));
    this.state = new State(setup, isTraced, (source, at) => this.#wake(source, at));
    this.state.armSweep = (dueAt) => this.#armSweep(dueAt - SWEEP_PERIOD_MS);
    this.state.armWatch = () => this.#armSweep(this.#watchAt());
  }

  /** The next worker of a kind dies at its n-th port call. */
  kill(kind: WorkerKind, death: Death): void {
    this.#deaths.set(kind, death);
  }

  pause(what: Pausable, milliseconds: number): void {
    const until = this.state.sim.now + milliseconds;
    this.#pausedUntil.set(what, until);
    this.state.ledger.disturb(ALL, until);
    this.state.sim.at(until, () => {
      if (what === 'sweep') this.#armSweep(until);
      else for (const source of SOURCES) if (kindOf(source) === what) this.#wake(source, until);
    });
  }

  spawn<T>(kind: WorkerKind, main: (worker: Worker) => Promise<T>, ended: (worker: Worker, ending: Ending<T>) => void) {
    const death = this.#deaths.get(kind);
    this.#deaths.delete(kind);
    const worker = this.state.sim.spawn(kind, LIMITS[kind], death, main, (ending) => {
      if (ending.how === 'died') {
        this.state.touch(worker);
        this.state.ledger.note(() => `${worker.name} dies`);
        this.state.ledger.count(`died: ${kind}${death ? `, ${death.when}` : ''}`);
      }
      ended(worker, ending);
    });
    return worker;
  }

  publish(call: PublishCall): void {
    const { state } = this;
    call.made += 1;
    const { account, mode, seed, repeatable } = call;
    const publisher = {
      account,
      mode,
      platform: account === core.PLATFORM,
      request: null,
      seed,
      shards: 4,
      repeatable,
    };
    this.spawn(
      'publish',
      (worker) => {
        publishStarts(state, worker, call);
        return core.publish(state, worker, call.requests, publisher);
      },
      (worker, ending) => publishEnded(state, worker, call, ending),
    );
  }

  async run(milliseconds: number): Promise<void> {
    await this.state.sim.runUntil(this.state.sim.now + milliseconds, this.#throwFirst);
    checkAllMove(this.state);
    this.#throwFirst();
  }

  /** Faults end, and time passes until nothing can still be on its way. */
  async drain(): Promise<void> {
    const { state } = this;
    state.faults.clear();
    state.lagMs = 0;
    this.#deaths.clear();
    for (const what of this.#pausedUntil.keys()) this.pause(what, 0);
    if (state.setup.atTheEnd === 'healthy') for (const id of state.outcomes.keys()) state.outcomes.set(id, 'ok');
    state.ledger.disturb(ALL);
    await this.run(DRAIN_MS);
    checkEnd(state);
    this.#throwFirst();
  }

  #throwFirst = (): void => {
    const [first] = this.state.ledger.violations;
    if (first) throw new BrokenRule(first.rule, first.text);
  };

  #isPaused = (what: Pausable): boolean => (this.#pausedUntil.get(what) ?? 0) > this.state.sim.now;

  /** The event source of a queue asks for messages soon after there are some. */
  #wake(source: Source, at: number): void {
    this.state?.sim.at(at + Math.floor(this.#random() * 300), () => this.#poll(source));
  }

  #poll(source: Source): void {
    const { state } = this;
    const kind = kindOf(source);
    if (this.#isPaused(kind)) return;
    const queue = source === 'dead letter' ? state.deadLetters : state.queues[source];
    const batch = queue.receive(this.#random);
    if (batch.length === 0) return;
    if (batch.length === 10) this.#wake(source, state.sim.now);
    const received = new Map(batch.map((message) => [message.receipt as string, receivedOf(message, state.sim.now)]));
    const records = batch.map(({ id, receipt, receives, message }) => ({
      id,
      receiptHandle: receipt as string,
      receiveCount: receives,
      message,
    }));
    const worker = this.spawn(
      kind,
      (self) => {
        state.batches.set(self, received);
        state.ledger.note(() => `${self.name} receives ${batch.map(({ id, receives }) => `${id} (${receives})`)}`);
        return source === 'dead letter'
          ? core.takeDeadLetters(state, self, records)
          : core.deliver(state, self, source, records);
      },
      (self, ending) => {
        if (kind === 'deliver') deliverEnded(state, self, ending);
        if (ending.how === 'returned') this.#settleBatch(queue, received, ending.value);
        if (ending.how === 'threw') state.ledger.note(() => `${self.name} throws ${ending.error}`);
        state.batches.delete(self);
      },
    );
    state.ledger.count(`worker: ${worker.kind}${kind === 'deliver' ? `, ${source} lane` : ''}`);
  }

  /** What the event source does with the result: deletes what is done, and leaves or shows what failed. */
  #settleBatch(queue: StandardQueue, received: ReadonlyMap<string, Received>, failed: readonly string[]): void {
    for (const { receipt, message, hidden } of received.values()) {
      if (!failed.includes(message.id)) queue.delete(receipt);
      else if (hidden && this.state.setup.onFailure === 'shows' && queue.byReceipt(receipt)) {
        queue.show(message, this.state.sim.now);
        this.state.ledger.count('queue: shows what failed');
      }
    }
  }

  /** The schedule runs each minute; a run that would find nothing is left out. */
  #armSweep(from: number): void {
    if (!Number.isFinite(from)) return;
    const { sim } = this.state;
    const at = Math.ceil(Math.max(from, sim.now + 1) / SWEEP_PERIOD_MS) * SWEEP_PERIOD_MS;
    if (at >= this.#sweepAt) return;
    this.#sweepAt = at;
    sim.at(at, () => {
      if (this.#sweepAt !== at) return;
      this.#sweepAt = Number.POSITIVE_INFINITY;
      this.#sweep();
    });
  }

  #sweep(): void {
    const { state } = this;
    if (this.#isPaused('sweep')) return;
    state.ledger.count('worker: sweep');
    const again = () => this.#armNext();
    const due = state.deliveries.dueList.entries().filter(({ dueAt }) => dueAt <= state.sim.now + SWEEP_PERIOD_MS);
    for (const shard of new Set(due.map((entry) => entry.shard))) {
      this.spawn('sweep', (worker) => core.sweepShard(state, worker, shard), again);
    }
    if (state.recoveries.locks.size > 0) {
      this.spawn('recovery', (worker) => core.keepRecovering(state, worker), again);
    }
    const watched = [...state.watchList.rows.keys()].filter(
      (id) => watchAt(state, id, SWEEP_PERIOD_MS) <= state.sim.now,
    );
    for (const shard of new Set(watched.map(watchShard))) {
      state.ledger.count('worker: watch');
      this.spawn('watch', (worker) => core.sweepShardOfWatched(state, worker, shard), again);
    }
    if (due.length === 0 && watched.length === 0) again();
  }

  #armNext(): void {
    const { state } = this;
    const dueAt = Math.min(...state.deliveries.dueList.entries().map((entry) => entry.dueAt));
    if (Number.isFinite(dueAt)) this.#armSweep(dueAt - SWEEP_PERIOD_MS);
    if (state.recoveries.locks.size > 0) this.#armSweep(state.sim.now);
    this.#armSweep(this.#watchAt());
  }

  #watchAt(): number {
    const ids = [...this.state.watchList.rows.keys()];
    return Math.min(...ids.map((id) => watchAt(this.state, id, SWEEP_PERIOD_MS)));
  }

  recoveryStarted = (): void => this.#armNext();
}

const receivedOf = (message: QueuedMessage, receivedAt: number): Received => ({
  receipt: message.receipt as string,
  receives: message.receives,
  receivedAt,
  message,
  hidden: false,
});
