/**
 * A queue and the invocations that an event source starts for its messages. Messages start in the order in which they are due.
 * SQS is fairer than that between destinations, so the figures are those of the worse order.
 *
 * An invocation takes a batch and ends with its slowest message. Messages that take less than a second share the second with
 * others; the ones that take longer occupy their invocation in each of their seconds.
 */

/** A message for each of `weight` deliveries that are alike. */
export interface LaneMessage {
  readonly weight: number;
  /** Second in which the attempt is due. */
  readonly dueSecond: number;
}

export interface LaneSettings {
  readonly maxConcurrency: number;
  readonly batchSize: number;
  /** Seconds that a healthy attempt takes, with the requests around it. */
  readonly healthySeconds: number;
  /** Healthy messages a second before the simulation, for which invocations run already; absent for none. */
  readonly healthyBefore?: number;
  /** Seconds of the simulation. */
  readonly seconds: number;
}

/** Divides a message that stands for many deliveries, so that a part of them can start. */
export type Split<M> = (message: M, weight: number) => readonly [M, M];

/** Messages that became visible in the same second. */
interface Slice<M> {
  readonly second: number;
  /** Messages of healthy destinations. They are only counted. */
  healthy: number;
  messages: M[];
}

export interface Served<M> {
  readonly started: readonly M[];
  /** Healthy messages that were attempted in this second, and how long the oldest of them waited, seconds. */
  readonly healthy: number;
  readonly healthyWait: number;
}

/**
 * An event source starts with this many concurrent batches and adds this many a second, 300 a minute:
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 */
const FIRST_CONCURRENCY = 5;
const CONCURRENCY_A_SECOND = 5;

export class Lane<M extends LaneMessage> {
  readonly #settings: LaneSettings;
  readonly #split: Split<M> | undefined;
  #slices: Slice<M>[] = [];
  #concurrency: number;
  /** Invocations that a longer batch occupies, by second. */
  readonly #busy: Float64Array;
  #held = 0;
  /** Messages that are visible and wait. */
  waiting = 0;
  /** Invocations that were occupied in the latest second, on average. */
  used = 0;

  /** @param split absent: a message starts with all of its deliveries */
  constructor(settings: LaneSettings, split?: Split<M>) {
    this.#settings = settings;
    this.#split = split;
    const { healthyBefore = 0, healthySeconds, batchSize } = settings;
    this.#concurrency = Math.max(FIRST_CONCURRENCY, (healthyBefore * healthySeconds) / batchSize);
    this.#busy = new Float64Array(settings.seconds + 64);
  }

  add(second: number, message: M): void {
    this.#slice(second).messages.push(message);
    this.waiting += message.weight;
  }

  addHealthy(second: number, count: number): void {
    if (count === 0) return;
    this.#slice(second).healthy += count;
    this.waiting += count;
  }

  /** Messages that a visibility timeout hides count as in flight. */
  hold(count: number): void {
    this.#held += count;
  }

  /** Returns how long the oldest healthy message waits, seconds. */
  oldestHealthy(second: number): number {
    const slice = this.#slices[0];
    return slice && slice.healthy > 0 ? second - slice.second : 0;
  }

  /** Messages that are hidden, or in a batch; a batch keeps its messages until it ends. */
  inFlight(): number {
    return this.#held + this.used * this.#settings.batchSize;
  }

  /** Starts what the free invocations of this second can take. @param secondsOf how long a message takes */
  serve(second: number, secondsOf: (message: M) => number): Served<M> {
    const started: M[] = [];
    let [healthy, healthyWait, spent] = [0, 0, 0];
    const occupied = this.#busy[second] ?? 0;
    while (this.#slices.length > 0) {
      const free = this.#concurrency - occupied - spent;
      if (free <= 0) break;
      const slice = this.#slices[0] as Slice<M>;
      const demand = this.#demand(slice, secondsOf);
      const share = Math.min(1, free / demand.cost);
      const now = slice.healthy * share;
      if (now > 0) healthyWait = Math.max(healthyWait, second - slice.second);
      healthy += now;
      slice.healthy -= now;
      this.waiting -= now;
      spent += demand.cost * share;
      const next = this.#take(slice, share === 1 ? Number.POSITIVE_INFINITY : demand.weight * share);
      const startedLong = next.reduce((sum, message) => sum + (secondsOf(message) < 1 ? 0 : message.weight), 0);
      this.#occupy(second, startedLong * demand.batchesEach, demand.longSeconds);
      started.push(...next);
      if (share < 1) break;
      this.#slices.shift();
    }
    this.used = occupied + spent;
    this.#scale();
    return { started, healthy, healthyWait };
  }

  /** Returns what the batches of a slice cost: invocation-seconds of this second, and the batches that last longer. */
  #demand(slice: Slice<M>, secondsOf: (message: M) => number) {
    const { batchSize, healthySeconds } = this.#settings;
    let [weight, long, longSeconds, short] = [0, 0, 0, slice.healthy * healthySeconds];
    for (const message of slice.messages) {
      const seconds = secondsOf(message);
      weight += message.weight;
      if (seconds < 1) short += message.weight * seconds;
      else {
        long += message.weight;
        longSeconds = Math.max(longSeconds, seconds);
      }
    }
    const all = weight + slice.healthy;
    const batches = all / batchSize;
    // The batches with at least one long message, when messages are mixed at random.
    const longBatches = long === 0 ? 0 : Math.min(long, batches * (1 - (1 - long / all) ** batchSize));
    const shortSeconds = all > long ? short / (all - long) : 0;
    const cost = longBatches + (batches - longBatches) * shortSeconds;
    return { weight, batchesEach: long > 0 ? longBatches / long : 0, longSeconds, cost: Math.max(cost, 1e-9) };
  }

  #occupy(second: number, batches: number, seconds: number): void {
    // This second is paid for with the other messages that start in it.
    for (let at = second + 1; at < second + seconds && at < this.#busy.length; at++)
      this.#busy[at] = (this.#busy[at] as number) + batches * Math.min(1, second + seconds - at);
  }

  /** Takes messages of a slice from its start until their weight is reached. */
  #take(slice: Slice<M>, weight: number): M[] {
    let [count, taken] = [0, 0];
    while (count < slice.messages.length && taken < weight) taken += (slice.messages[count++] as M).weight;
    const messages = slice.messages.splice(0, count);
    const last = messages.at(-1);
    if (last && this.#split && taken > weight) {
      const [now, later] = this.#split(last, last.weight - (taken - weight));
      messages[count - 1] = now;
      slice.messages.unshift(later);
      taken = weight;
    }
    this.waiting -= taken;
    return messages;
  }

  #slice(second: number): Slice<M> {
    const last = this.#slices.at(-1);
    if (last?.second === second) return last;
    const added = { second, healthy: 0, messages: [] };
    this.#slices.push(added);
    return added;
  }

  /** The event source adds invocations while messages wait, and removes them again. */
  #scale(): void {
    const step = this.waiting > 0 ? CONCURRENCY_A_SECOND : -CONCURRENCY_A_SECOND;
    const lowest = Math.max(FIRST_CONCURRENCY, Math.ceil(this.used));
    this.#concurrency = Math.min(this.#settings.maxConcurrency, Math.max(lowest, this.#concurrency + step));
  }
}
