/** Runs once: publishes while failures are injected, waits until the backlog is drained, and accounts for every delivery. */
import { givenEndpoints } from '../../../local/aws/services.ts';
import { type Platform, type PlatformOptions, startPlatform } from '../../../local/platform.ts';
import { faultLayer } from '../aws/fault.ts';
import { createFaultPlan } from '../aws/fault-plan.ts';
import { startAwsProxy } from '../aws/proxy.ts';
import { createQueueFaults } from '../aws/queue-faults.ts';
import { createCauses } from './causes.ts';
import { createDestinations } from './destinations.ts';
import { type DrainOptions, drain } from './drain.ts';
import { startEndpoints } from './endpoints.ts';
import { createPublisher } from './publisher.ts';
import { shortenVisibility } from './queues.ts';
import { type Found, type Reconciliation, reconcile } from './reconcile.ts';
import { startRestartableEmulators } from './restartable-emulators.ts';
import { retryingApi } from './retrying-api.ts';
import type { Kills, Step } from './steps.ts';
import { WrongClock } from './wrong-clock.ts';

export interface ChaosOptions extends Pick<DrainOptions, 'settledShare' | 'drainMs'> {
  readonly events: number;
  readonly seed: number;
  readonly steps: readonly Step[];
  /** Length of an outage, milliseconds. */
  readonly outageMs: number;
  /** Visibility timeout of the queues, seconds. By default that of the template. */
  readonly visibilitySeconds?: number;
  readonly onProgress?: (text: string) => void;
  /** Folder with a synthesized template. Without one, the platform synthesizes it. */
  readonly synthesized?: string | undefined;
  /** Receives each part of a policy when a request needs it for the first time. */
  readonly onGrantUse?: PlatformOptions['onGrantUse'];
  /** Receives errors that functions log, and requests that no policy allows. */
  readonly onError?: (text: string) => void;
}

export interface ChaosResult extends Reconciliation {
  readonly published: number;
  readonly kills: Kills;
  readonly restarts: number;
  readonly wrongClocks: number;
  /** Faults by service and kind. */
  readonly faults: ReadonlyMap<string, number>;
  readonly copied: number;
  readonly late: number;
  readonly repeatedCalls: number;
  /** Time in which the faults were injected, milliseconds. */
  readonly faultsMs: number;
  /** Time after the faults until the deliveries were settled, milliseconds. */
  readonly drainMs: number;
}

/** Divides retry delays. The retry horizon, 72 hours, has to be longer than a run and a wrong clock. */
const TIME_SCALE = 60;
/** Share of the calls that fail. */
const FAULT_RATE = 0.05;
const DUPLICATE_SHARE = 0.02;
const LATE_SHARE = 0.02;
const MAX_QUEUE_DELAY_SECONDS = 20;

export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const { seed, steps, events, outageMs, visibilitySeconds, onProgress = () => {}, onError = () => {} } = options;
  const stops: (() => unknown)[] = [];
  const stopping = new AbortController();
  stops.push(() => stopping.abort(new Error('The run was stopped.')));
  try {
    const emulators = await startRestartableEmulators();
    stops.push(emulators.stop);
    const plan = createFaultPlan(seed);
    const causes = createCauses();
    let platform: Platform | undefined;
    const queueFaults = createQueueFaults({
      seed,
      maxDelaySeconds: MAX_QUEUE_DELAY_SECONDS,
      now: Date.now,
      onCopy: causes.addCopy,
      visibilitySeconds: (queue) => visibilitySeconds ?? visibilityOf(platform, queue),
    });
    const proxy = await startAwsProxy(emulators.endpoints, [causes.layer, faultLayer(plan.faultOf), queueFaults.layer]);
    stops.push(proxy.stop);
    const clock = new WrongClock();
    platform = await startPlatform({
      port: 0,
      timeScale: TIME_SCALE,
      aws: givenEndpoints({ AWS_ENDPOINT_URL: proxy.url }),
      enforce: emulators.enforce,
      ...(options.synthesized ? { synthesized: options.synthesized } : {}),
      ...(options.onGrantUse ? { onGrantUse: options.onGrantUse } : {}),
      workbench: false,
      clockOffsetMs: (folder) => clock.offsetFor(folder, platform?.consumers),
      onError: (text, { destination_id, event_id } = { message: text }) => {
        onError(text);
        if (destination_id && event_id) causes.addError(destination_id, event_id);
      },
      onAttempt: ({ destination_id, event_id, error_code }) => {
        if (error_code === 'timeout') causes.addLate(destination_id, event_id);
      },
      onLog: (text) => {
        const [, line = ''] = /^[\w-]+: (\{.*slow lane.*\})$/.exec(text) ?? [];
        if (!line) return;
        const { destination_id, event_id } = JSON.parse(line);
        if (destination_id && event_id) causes.addLate(destination_id, event_id);
      },
    });
    stops.push(() => platform?.stop());
    if (visibilitySeconds) await shortenVisibility(platform.endpoints, platform.consumers, visibilitySeconds);
    const endpoints = await startEndpoints();
    stops.push(endpoints.stop);
    const api = retryingApi(platform.url, platform.keys.live, stopping.signal);
    const owners = await createDestinations(api, endpoints, seed);
    const publisher = createPublisher(api);
    const kills = { times: 0, interrupted: 0, messages: 0 };
    const scene = { platform, plan, owners, emulators, clock, kills, outageMs };

    const startedAt = Date.now();
    plan.rate = FAULT_RATE;
    queueFaults.duplicateShare = DUPLICATE_SHARE;
    queueFaults.lateShare = LATE_SHARE;
    for (const [index, { name, actions }] of steps.entries()) {
      onProgress(`${name}: ${publisher.events.size} events published`);
      const share = Math.round(((index + 1) * events) / steps.length) - Math.round((index * events) / steps.length);
      const act = async () => {
        for (const action of actions) await action(scene);
      };
      await Promise.all([publisher.publish(share), act()]);
    }
    plan.rate = 0;
    queueFaults.duplicateShare = 0;
    queueFaults.lateShare = 0;
    const endedAt = Date.now();
    onProgress(`the faults end: ${publisher.events.size} events published`);
    const destinations = Object.values(owners.destinations);
    await owners.recover();
    const reconciliation = await drain(
      api,
      publisher,
      destinations,
      () => reconcile(api, publisher, destinations, causes),
      { ...options, onProgress },
    );
    return {
      ...reconciliation,
      problems: [...reconciliation.problems, ...beyondKills(reconciliation, kills, visibilitySeconds)],
      published: publisher.events.size,
      kills,
      restarts: emulators.restarts(),
      wrongClocks: clock.workers,
      faults: plan.counts,
      ...queueFaults.counts,
      repeatedCalls: api.repeated(),
      faultsMs: endedAt - startedAt,
      drainMs: Date.now() - endedAt,
    };
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}

/** Messages return after the timeout of the template only when their function was killed: it is longer than any function runs. */
function beyondKills({ accounts }: Reconciliation, { messages }: Kills, visibilitySeconds?: number): Found[] {
  const returned = [...accounts.values()].reduce((sum, { duplicates }) => sum + duplicates.returns, 0);
  if (visibilitySeconds !== undefined || returned <= messages) return [];
  return [{ problem: 'unexplained', event: `${returned} events`, detail: `but ${messages} messages were interrupted` }];
}

const visibilityOf = (platform: Platform | undefined, queue: string): number =>
  platform?.consumers.find((one) => one.queue === queue)?.visibilitySeconds ?? 30;
