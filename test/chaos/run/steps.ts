/** The steps of a run, made one after the other: each injects failures while a share of the events is published. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Platform } from '../../../local/platform.ts';
import type { FaultPlan } from '../aws/fault-plan.ts';
import type { Owners } from './destinations.ts';
import type { RestartableEmulators } from './restartable-emulators.ts';
import type { WrongClock } from './wrong-clock.ts';

export interface Kills {
  /** Number of times that the workers of all functions were terminated. */
  times: number;
  /** Number of invocations that were interrupted. */
  interrupted: number;
  /** Largest number of messages that these had: a batch for each invocation of a function that takes messages. */
  messages: number;
}

export interface Scene {
  readonly platform: Platform;
  readonly plan: FaultPlan;
  readonly owners: Owners;
  readonly emulators: RestartableEmulators;
  readonly clock: WrongClock;
  readonly kills: Kills;
  /** Length of an outage, milliseconds. */
  readonly outageMs: number;
}

type Action = (scene: Scene) => Promise<unknown>;

export interface Step {
  readonly name: string;
  readonly actions: readonly Action[];
}

const CLOCK_OFFSET_MS = 10 * 60_000;

const kill: Action = async ({ platform, kills }) => {
  for (const folder of platform.functions) {
    const interrupted = await platform.killFunctionWorkers(folder);
    const sources = platform.consumers.filter((one) => one.folder === folder && !one.queue.endsWith('.fifo'));
    kills.interrupted += interrupted;
    kills.messages += interrupted * Math.max(0, ...sources.map(({ batchSize }) => batchSize));
  }
  kills.times += 1;
};

const restart: Action = ({ emulators }) => emulators.restart();

const waitSeconds =
  (seconds: number): Action =>
  () =>
    pause(seconds * 1000);

const waitForOutage: Action = ({ outageMs }) => pause(outageMs);

/** Makes every call to these services fail. */
const startOutage =
  (...services: readonly string[]): Action =>
  async ({ plan }) => {
    for (const service of services) plan.unavailable.add(service);
  };

const endOutage: Action = async ({ plan }) => plan.unavailable.clear();

/** Gives a wrong clock to the next worker of each function that takes messages. */
const setClock =
  (offsetMs: number): Action =>
  async ({ clock }) =>
    clock.startNext(offsetMs);

const edit: Action = ({ owners }) => owners.edit();
const disable: Action = ({ owners }) => owners.disable();
const enable: Action = ({ owners }) => owners.enable();
const remove: Action = ({ owners }) => owners.delete();
const endpointFails: Action = async ({ owners }) => {
  owners.isDown = true;
};
const endpointRecovers: Action = async ({ owners }) => {
  owners.isDown = false;
};

/** The workers are killed before an outage, so that they have nothing cached. */
const LONG: readonly Step[] = [
  { name: 'some calls fail', actions: [edit, waitSeconds(5)] },
  { name: 'workers are killed', actions: [endpointFails, kill, waitSeconds(3), kill, waitSeconds(3), kill] },
  { name: 'a clock is 10 minutes ahead', actions: [setClock(CLOCK_OFFSET_MS), kill, edit, waitForOutage, kill] },
  { name: 'DynamoDB is unavailable', actions: [disable, kill, startOutage('dynamodb'), waitForOutage, endOutage] },
  { name: 'SQS is unavailable', actions: [kill, startOutage('sqs'), waitForOutage, endOutage, edit] },
  { name: 'KMS is unavailable', actions: [enable, kill, startOutage('kms'), waitForOutage, endOutage] },
  { name: 'the emulators restart', actions: [restart, edit, waitSeconds(5), restart, endpointRecovers] },
  { name: 'a clock is 10 minutes behind', actions: [setClock(-CLOCK_OFFSET_MS), kill, disable, waitForOutage, kill] },
  {
    name: 'all three are unavailable',
    actions: [kill, startOutage('dynamodb', 'sqs', 'kms'), waitForOutage, endOutage, remove],
  },
  { name: 'workers are killed again', actions: [enable, kill, waitSeconds(3), kill, waitSeconds(3), kill, edit] },
];

const SHORT: readonly Step[] = [
  { name: 'a clock is 10 minutes ahead', actions: [setClock(CLOCK_OFFSET_MS), kill, edit, disable] },
  { name: 'workers are killed and the emulators restart', actions: [kill, restart, endpointFails, enable] },
  { name: 'DynamoDB is unavailable', actions: [startOutage('dynamodb'), waitForOutage, endOutage, endpointRecovers] },
  {
    name: 'all three are unavailable',
    actions: [startOutage('dynamodb', 'sqs', 'kms'), waitForOutage, endOutage, remove, edit],
  },
];

export const LONG_RUN = {
  events: 10_000,
  steps: LONG,
  outageMs: 30_000,
  settledShare: 1,
  drainMs: 20 * 60_000,
} as const;

/** Ends before all deliveries are settled: some are due after times that the time scale does not shorten. */
export const SHORT_RUN = {
  events: 500,
  steps: SHORT,
  outageMs: 3_000,
  settledShare: 0.8,
  drainMs: 3 * 60_000,
  visibilitySeconds: 15,
} as const;
