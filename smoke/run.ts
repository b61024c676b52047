/** The steps of a smoke test, in their order. */
import type { AwsAccess, NoAccess } from './aws/access.ts';
import { Made } from './made.ts';
import type { SmokeOptions } from './options.ts';
import { chooseReceiver } from './receivers/choose.ts';
import type { RunContext } from './run-context.ts';
import { cleanUp } from './steps/clean-up.ts';
import { connect } from './steps/connect.ts';
import { dashboardHasData } from './steps/dashboard.ts';
import { arrives, EVENT_TYPE, ping, publish } from './steps/deliveries.ts';
import { createWebhook, validate } from './steps/destinations.ts';
import { arrivesOnBus, createBus } from './steps/eventbridge.ts';
import { isHeard, openSession } from './steps/listen.ts';
import { failsFirst, isRetried, REFUSING_PATH } from './steps/retry.ts';
import { chartsHaveData, workbenchLoads } from './steps/workbench.ts';
import { passed, type StepResult, Steps } from './steps.ts';

export interface SmokeInput {
  readonly options: SmokeOptions;
  readonly access: AwsAccess | NoAccess;
  /** Distinct for each run: lower-case letters and digits. */
  readonly id: string;
  /** Ends the steps. The clean-up is made nevertheless. */
  readonly signal: AbortSignal;
  readonly onResult: (result: StepResult) => void;
}

export async function smoke({ options, access, id, signal, onResult }: SmokeInput): Promise<readonly StepResult[]> {
  const startedAt = Date.now();
  const made = new Made();
  const limits = { signal, waitMs: options.waitMs };
  const run: RunContext = { id, options, limits, made, access };
  const steps = new Steps(signal, onResult);
  const type = options.eventType ?? EVENT_TYPE;
  // Not waybill-…, which is the prefix of ingest buses.
  const name = `smoke-waybill-${id}`;

  const api = await steps.run('API', [], () => connect(run));
  const receiver = await steps.run('Endpoint', [api], async () => {
    const chosen = await chooseReceiver(options, access, { name, made, limits });
    return passed(chosen.description, chosen);
  });
  await steps.run('Validate', [api, receiver], (api, { url }) => validate(api, url));
  const webhook = await steps.run('Create', [api, receiver], (api, { url }) => createWebhook(run, api, type, url));
  await steps.run('Ping', [api, receiver, webhook], (...needs) => ping(run, ...needs));

  const flaky = await steps.run('Create failing', [api, receiver], (api) =>
    createWebhook(run, api, type, options.apiUrl.origin + REFUSING_PATH),
  );
  const bus = await steps.run('Create EventBridge', [api], (api) => createBus(run, api, name, type));
  const session = await steps.run('Open socket', [api], (api) => openSession(run, api, type));
  const matching = [webhook, flaky, bus].filter((destination) => destination !== undefined).length;
  const event = await steps.run('Publish', [api], (api) => publish(run, api, matching));

  await steps.run('Deliver', [api, receiver, webhook, event], (...needs) => arrives(run, ...needs));
  const failed = await steps.run('Fail', [api, receiver, flaky, event], (...needs) => failsFirst(run, ...needs));
  await steps.run('Listen', [session, event], (...needs) => isHeard(run, ...needs));
  await steps.run('EventBridge', [api, bus, event], (...needs) => arrivesOnBus(run, ...needs));
  await steps.run('Workbench', [api], (api) => workbenchLoads(run, api));
  await steps.run('Charts', [api, webhook, event], (api, webhook) => chartsHaveData(run, api, webhook, 2));
  await steps.run('Retry', [api, flaky, failed], (...needs) => isRetried(run, ...needs));
  await steps.run('Dashboard', [event], () => dashboardHasData(run, startedAt));

  // With a signal of its own: Ctrl-C and the end of the time do not keep things from being removed.
  const last = new Steps(new AbortController().signal, onResult);
  await last.run('Clean up', [], () => cleanUp(run, api));
  return [...steps.results, ...last.results];
}
