/** Decides which calls meet a fault. The decision for the n-th call of a caller to an operation depends on the seed alone. */
import { type Random, seededRandom, seedFor } from '../../model/world/random.ts';
import type { AwsCall } from './call.ts';
import { errorsOf, type ServiceErrors } from './errors.ts';
import type { Fault } from './fault.ts';
import { PARTIAL } from './partial-results.ts';

export interface FaultPlan {
  /** Returns the fault that the call meets, if any. Counts the call. */
  readonly faultOf: (call: AwsCall) => Fault | undefined;
  /** Share of the calls that meet a fault, 0 to 1. */
  rate: number;
  /** Services of which every call meets a fault. */
  readonly unavailable: Set<string>;
  /** Number of faults, by service and kind, such as `dynamodb no response`. */
  readonly counts: ReadonlyMap<string, number>;
}

/** Shares of the kinds of faults. The others are throttled. */
const SHARES = { no_response: 0.15, reset: 0.15, failed: 0.2, partial: 0.1 } as const;
/** Share of the failed calls that have an effect. */
const APPLIED_SHARE = 0.5;
/** Share of the items of a batch that a partial result leaves out. */
const LEFT_OUT_SHARE = 0.5;

export function createFaultPlan(seed: number): FaultPlan {
  const made = new Map<string, number>();
  const counts = new Map<string, number>();
  const count = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
  const plan = {
    rate: 0,
    unavailable: new Set<string>(),
    counts,
    faultOf({ service, operation, caller }: AwsCall): Fault | undefined {
      const errors = errorsOf(service);
      if (!errors) return undefined;
      const kind = `${caller} ${operation}`;
      const n = made.get(kind) ?? 0;
      made.set(kind, n + 1);
      const random = seededRandom(seedFor(seed, kind, n));
      const isUnavailable = plan.unavailable.has(service);
      if (random() >= plan.rate && !isUnavailable) return undefined;
      const fault = chooseFault(random, errors, operation in PARTIAL && !isUnavailable);
      count(`${service} ${nameOf(fault)}`);
      return fault;
    },
  };
  return plan;
}

function chooseFault(random: Random, { throttled, failed }: ServiceErrors, mayBePartial: boolean): Fault {
  const applied = () => random() < APPLIED_SHARE;
  let left = random();
  const next = (kind: keyof typeof SHARES) => {
    left -= SHARES[kind];
    return left < 0;
  };
  if (next('no_response')) return { kind: 'no_response', applied: applied() };
  if (next('reset')) return { kind: 'reset', applied: applied() };
  if (next('failed')) return { kind: 'error', error: oneOf(failed, random), applied: applied() };
  if (next('partial') && mayBePartial) return { kind: 'partial', leftOut: () => random() < LEFT_OUT_SHARE };
  return { kind: 'error', error: oneOf(throttled, random), applied: false };
}

const oneOf = <T>(items: readonly T[], random: Random): T => items[Math.floor(random() * items.length)] as T;

const nameOf = (fault: Fault): string => {
  if (fault.kind === 'partial') return 'handled in part';
  const effect = fault.applied ? ', with effect' : '';
  if (fault.kind === 'error') return `${fault.error.status}${effect}`;
  return `${fault.kind === 'reset' ? 'reset' : 'no response'}${effect}`;
};
