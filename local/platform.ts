/** Runs the platform on this machine from the synthesized template, so that what runs here is what deploys. */
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AwsEndpoints, type Emulators, localQueueUrl } from './aws/emulators.ts';
import { type Services, startServices } from './aws/services.ts';
import { lockDataDir } from './data-dir-lock.ts';
import { ruleSources, schedules } from './event-rules.ts';
import { startEventSource } from './functions/event-source.ts';
import { type AttemptLine, type ErrorLine, readLogLine } from './functions/log-lines.ts';
import { connectionAccess } from './gateway/connection-access.ts';
import { createGateway, type Site } from './gateway/http-gateway.ts';
import { createSite } from './gateway/site.ts';
import { startSocketGateway } from './gateway/socket-gateway.ts';
import { createLocalMetrics, type LocalMetrics } from './metrics/local-metrics.ts';
import { createMetricsSite } from './metrics/metrics-site.ts';
import { pageInBackground } from './page-build.ts';
import { Authorizer, type GrantUse, type Refusal } from './permissions/authorizer.ts';
import { checkFunctionRoles, providersIn } from './permissions/function-roles.ts';
import { rulesOf } from './permissions/rules.ts';
import { createClients, createQueueClient, createResources, type StoredResources } from './resources.ts';
import { synthesize } from './synthesize.ts';
import { Template } from './template.ts';
import {
  createPools,
  eventSources,
  httpRoutes,
  type QueueConsumer,
  queueConsumers,
  runBootstrap,
  signersIn,
  socketApis,
} from './wiring.ts';

/** API keys. They are the same at every start, so that examples and tests can name them. */
export const PLATFORM_KEYS = {
  sandbox: 'sk_test_waybill_platform_0001',
  live: 'sk_live_waybill_platform_0001',
} as const;

export interface PlatformOptions {
  /** Port of the API. 0 selects a free one. */
  readonly port?: number;
  /** Folder for the data. Without one, the data is kept in memory. */
  readonly dataDir?: string;
  /** Divides retry delays and the period of the sweep. */
  readonly timeScale?: number;
  /** Endpoints of other emulators to use for AWS services. */
  readonly aws?: Partial<AwsEndpoints>;
  /** Folder with a synthesized template. Without one, the platform synthesizes it. */
  readonly synthesized?: string;
  /**
   * Whether to serve the page of the Workbench (by default true), or a folder with a built page. The page is built at the first
   * request for it, so that a platform that is started only for its API does not wait for the build.
   */
  readonly workbench?: boolean | string;
  /** False makes a message visible at once after a function reported it as failed. @see EventSource.keepsVisibility */
  readonly keepsVisibility?: boolean;
  /** Returns by how many milliseconds the clock is off in the n-th instance of a function that is started. By default 0. */
  readonly clockOffsetMs?: (folder: string, n: number) => number;
  readonly onAttempt?: (line: AttemptLine) => void;
  /** Receives internal errors, for display, and the log line of an error of a function. */
  readonly onError?: (text: string, line?: ErrorLine) => void;
  /** Receives notices for display: of long operations, and why deliveries are not attempted now. */
  readonly onNotice?: (text: string) => void;
  /** Receives the requests that no policy of the template allows. By default they are internal errors. */
  readonly onRefusal?: (refusal: Refusal) => void;
  /** Receives each part of a policy when a request needs it for the first time. */
  readonly onGrantUse?: (use: GrantUse) => void;
  /** Enforces the policies at given endpoints, if they are those of emulators of the platform. */
  readonly enforce?: Emulators['enforce'];
  /** Receives all other output of functions. */
  readonly onLog?: (text: string) => void;
}

export interface Platform {
  readonly url: string;
  readonly keys: typeof PLATFORM_KEYS;
  readonly endpoints: AwsEndpoints;
  /** The newest attempts, oldest first. */
  readonly attempts: readonly AttemptLine[];
  /** Folder names of the functions. */
  readonly functions: readonly string[];
  /** The event sources: which function takes how many messages at a time from which queue. */
  readonly consumers: readonly QueueConsumer[];
  /** Terminates the instances of a function at once, whatever they are doing. Returns the number of interrupted invocations. */
  killFunctionWorkers(folder: string): Promise<number>;
  stop(): Promise<void>;
}

const KEPT_ATTEMPTS = 100_000;
/** Time that a stop waits for the current batches, milliseconds. */
const STOP_GRACE_MS = 5_000;

export async function startPlatform(options: PlatformOptions = {}): Promise<Platform> {
  const {
    dataDir,
    timeScale = 1,
    keepsVisibility = true,
    aws = {},
    onAttempt,
    onError = () => {},
    onLog = () => {},
  } = options;
  const stops: (() => unknown)[] = [];
  let stopping = false;
  const stop = async () => {
    stopping = true;
    for (const one of stops.splice(0).reverse()) await one();
  };
  try {
    const scratch = mkdtempSync(join(tmpdir(), 'waybill-'));
    stops.push(() => rmSync(scratch, { recursive: true, force: true }));
    if (dataDir) stops.push(lockDataDir(dataDir));
    const outDir = options.synthesized ?? join(scratch, 'cdk.out');
    const [services] = await Promise.all([
      startServices(aws, dataDir),
      options.synthesized ? undefined : synthesize(outDir),
    ]);
    stops.push(() => services.stop());
    const { endpoints, account } = services;
    const clients = createClients(endpoints);
    stops.push(() => {
      for (const client of Object.values(clients)) client.destroy();
    });

    const template = Template.load(outDir, account);
    const resourceFile = openStoredResources(dataDir);
    const resources = {
      clients,
      stored: resourceFile.stored,
      platformKeys: PLATFORM_KEYS,
      queueUrl: (name: string) => (aws.sqs ? undefined : localQueueUrl(endpoints.sqs, name)),
    };
    await createResources(template, resources);
    resourceFile.save();

    const report = (error: unknown) => onError(error instanceof Error ? error.message : String(error));
    const authorizer = await enforcePolicies(template, services, options);
    const access = connectionAccess(template, authorizer);
    const sockets = await startSocketGateway((error) => stopping || report(error), access);
    stops.push(() => sockets.stop());
    const attempts: AttemptLine[] = [];
    const metrics = createLocalMetrics(Date.now);
    const { clockOffsetMs } = options;
    const local = {
      endpoints,
      timeScale,
      connectionsUrl: sockets.connectionsUrl,
      ...(clockOffsetMs && { clockOffsetMs }),
    };
    const pools = createPools(template, local, authorizer, (folder, raw) => {
      const read = readLogLine(folder, raw);
      if (read.kind === 'attempt') {
        attempts.push(read.line);
        if (attempts.length > KEPT_ATTEMPTS) attempts.shift();
        onAttempt?.(read.line);
      } else if (read.kind === 'notice') options.onNotice?.(read.text);
      else if (read.kind === 'error') onError(read.text, read.line);
      else {
        if (read.kind === 'metrics') for (const sample of read.samples) metrics.add(sample);
        onLog(`${folder}: ${read.text}`);
      }
    });
    stops.push(() => Promise.all([...pools.values()].map((pool) => pool.stop())));
    await runBootstrap(pools, authorizer);

    const clientOf = (accessKey: string) => {
      const client = createQueueClient(endpoints, accessKey);
      stops.push(() => client.destroy());
      return client;
    };
    const sources = [
      ...eventSources(template, pools, clientOf, report),
      ...(await ruleSources(template, pools, { resources, authorizer, onError: report })),
    ];
    const stopSources = sources.map((source) => startEventSource(clients.sqs, { ...source, keepsVisibility }));
    stops.push(() => Promise.race([Promise.all(stopSources.map((end) => end())), afterGrace()]));
    for (const { periodMs, run } of schedules(template, pools, { authorizer, timeScale }))
      stops.push(repeat(periodMs, run, report));

    const gateway = createGateway(
      httpRoutes(template, pools, authorizer),
      report,
      openSite(options, metrics, report, stops),
    );
    sockets.attach(gateway, socketApis(template, pools, authorizer));
    await new Promise<void>((resolve, reject) =>
      gateway.once('error', reject).listen(options.port ?? 4242, '127.0.0.1', resolve),
    );
    stops.push(() => {
      gateway.closeAllConnections();
      return new Promise((resolve) => gateway.close(resolve));
    });
    // Sockets are closed first: the gateway waits for them, and the functions that handle their end still run.
    stops.push(() => sockets.stop());
    return {
      url: `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`,
      keys: PLATFORM_KEYS,
      endpoints,
      attempts,
      functions: [...pools.values()].map(({ settings }) => settings.name),
      consumers: queueConsumers(template, pools),
      killFunctionWorkers: async (folder) => {
        const killed = [...pools.values()].filter(({ settings }) => settings.name === folder);
        return (await Promise.all(killed.map((pool) => pool.kill()))).reduce((sum, count) => sum + count, 0);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Lets everything that is called refuse what the policies of the template do not allow. @throws Error where a deployment fails */
async function enforcePolicies(template: Template, services: Services, options: PlatformOptions): Promise<Authorizer> {
  const { onError = () => {}, onGrantUse } = options;
  const events = {
    onRefusal: options.onRefusal ?? (({ message }: Refusal) => onError(message)),
    ...(onGrantUse ? { onUse: onGrantUse } : {}),
  };
  const functions = signersIn(template);
  const providers = providersIn(template);
  const rules = rulesOf(template, [...functions, ...providers]);
  const authorizer = new Authorizer(rules, events);
  checkFunctionRoles(template, authorizer, [...functions, ...providers]);
  await (options.enforce ?? services.enforce)(rules, events);
  return authorizer;
}

function openSite(
  { workbench = true, onNotice = () => {} }: PlatformOptions,
  metrics: LocalMetrics,
  onError: (error: unknown) => void,
  stops: (() => unknown)[],
): Site {
  const metricsSite = createMetricsSite(metrics);
  if (!workbench) return metricsSite;
  const stopping = new AbortController();
  stops.push(() => stopping.abort());
  const page = async () => (typeof workbench === 'string' ? workbench : pageInBackground(onNotice, stopping.signal));
  // A build that a stop ended is not an error.
  const site = createSite({ keys: PLATFORM_KEYS, page, onError: (error) => stopping.signal.aborted || onError(error) });
  return async (request) => (await metricsSite(request)) ?? site(request);
}

const afterGrace = () => new Promise<void>((resolve) => setTimeout(resolve, STOP_GRACE_MS).unref());

/** Runs repeatedly, `periodMs` after the end of each run. Returns a function that stops it. */
function repeat(periodMs: number, run: () => Promise<unknown>, onError: (error: unknown) => void): () => void {
  let stopped = false;
  let timer: NodeJS.Timeout;
  const next = () => {
    timer = setTimeout(async () => {
      await run().catch((error) => stopped || onError(error));
      if (!stopped) next();
    }, periodMs);
  };
  next();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

function openStoredResources(dataDir?: string) {
  const stored: StoredResources = { keys: {} };
  if (!dataDir) return { stored, save: () => {} };
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, 'resources.json');
  try {
    Object.assign(stored, JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const save = () => {
    writeFileSync(`${file}.new`, JSON.stringify(stored));
    renameSync(`${file}.new`, file);
  };
  return { stored, save };
}
