/**
 * The waiting list of one destination. Deliveries that were published while the circuit was open follow each other at a steady
 * rate, so they are stored as spans of time; those that had started to be attempted before are stored one by one.
 */

/** Events of a second, from second `from` to below `to`. */
interface Span {
  from: number;
  readonly to: number;
}

export class Backlog {
  readonly #rate: number;
  /** Seconds of publishing, ascending. */
  #single: number[] = [];
  #spans: Span[] = [];
  /** Start of the span that still grows. */
  #openSince: number | undefined;

  /** @param rate deliveries a second while events wait */
  constructor(rate: number) {
    this.#rate = rate;
  }

  add(publishedAt: number): void {
    const index = this.#single.findIndex((at) => at > publishedAt);
    this.#single.splice(index < 0 ? this.#single.length : index, 0, publishedAt);
  }

  /** From now on the destination's events wait. */
  open(now: number): void {
    this.#openSince ??= now;
  }

  /** From now on the destination's events are attempted. */
  close(now: number): void {
    this.#settle(now);
    this.#openSince = undefined;
  }

  size(now: number): number {
    const spans = this.#spans.reduce((sum, { from, to }) => sum + to - from, 0);
    const growing = this.#openSince === undefined ? 0 : now - this.#openSince;
    return this.#single.length + (spans + growing) * this.#rate;
  }

  /** Returns when the oldest delivery was published, second; undefined when less than one waits. */
  oldest(now: number): number | undefined {
    if (this.size(now) < 1) return undefined;
    return Math.min(this.#single[0] ?? Number.POSITIVE_INFINITY, this.#spans[0]?.from ?? this.#openSince ?? now);
  }

  /** Removes up to `count` of the oldest deliveries. @returns how many, and when the last of them was published */
  take(count: number, now: number): { readonly count: number; readonly last: number } {
    this.#settle(now);
    let [left, last] = [count, now];
    while (left > 1e-9) {
      const [single] = this.#single;
      const [span] = this.#spans;
      if (single === undefined && span === undefined) break;
      if (single !== undefined && (span === undefined || single <= span.from)) {
        if (left < 1 - 1e-9) break;
        this.#single.shift();
        left -= 1;
        last = single;
        continue;
      }
      const taken = this.#takeFrom(span as Span, left, single);
      left -= taken * this.#rate;
      last = (span as Span).from;
      if ((span as Span).to - (span as Span).from < 1e-9) this.#spans.shift();
    }
    return { count: count - left, last };
  }

  /** Removes up to `count` deliveries that were published before a second. */
  takeUntil(before: number, count: number, now: number): number {
    const single = this.#single.filter((at) => at < before).length;
    this.#settle(now);
    const spans = this.#spans.reduce((sum, { from, to }) => sum + Math.max(0, Math.min(to, before) - from), 0);
    return this.take(Math.min(count, single + spans * this.#rate), now).count;
  }

  /** Takes seconds of a span. @param next when the next single delivery was published */
  #takeFrom(span: Span, count: number, next = Number.POSITIVE_INFINITY): number {
    const seconds = Math.min(count / this.#rate, span.to - span.from, Math.max(next - span.from, 1e-6));
    span.from += seconds;
    return seconds;
  }

  /** Ends the growing span and starts the next one. */
  #settle(now: number): void {
    if (this.#openSince === undefined || this.#openSince >= now) return;
    const last = this.#spans.at(-1);
    if (last && last.to === this.#openSince) this.#spans[this.#spans.length - 1] = { from: last.from, to: now };
    else this.#spans.push({ from: this.#openSince, to: now });
    this.#openSince = now;
  }
}
