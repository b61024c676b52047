/** The platform on this machine, from the template that synthesis wrote: what runs here is what deploys. */
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AwsEndpoints, localQueueUrl } from './aws/emulators.ts';
import { startServices } from './aws/services.ts';
import { lockDataDir } from './data-dir-lock.ts';
import { startEventSource } from './functions/event-source.ts';
import { type AttemptLine, readLogLine } from './functions/log-lines.ts';
import { createGateway } from './gateway/http-gateway.ts';
import { createSite } from './gateway/site.ts';
import { startSocketGateway } from './gateway/socket-gateway.ts';
import { pageInBackground } from './page-build.ts';
import { createClients, createResources, type Remembered } from './resources.ts';
import { synthesize } from './synthesize.ts';
import { Template } from './template.ts';
import { createPools, eventSources, httpRoutes, runBootstrap, schedules, socketApis, taps } from './wiring.ts';

/** The same at every start, so that examples and tests can name them. */
export const PLATFORM_KEYS = {
  sandbox: 'sk_test_waybill_platform_0001',
  live: 'sk_live_waybill_platform_0001',
} as const;

export interface PlatformOptions {
  /** 0 for any free one. */
  readonly port?: number;
  /** Where everything is kept; in memory when left out. */
  readonly dataDir?: string;
  /** Retry delays and the sweep's period are divided by it. */
  readonly timeScale?: number;
  /** Emulators to use for AWS services instead of those of this platform. */
  readonly aws?: Partial<AwsEndpoints>;
  /** A folder that synthesis wrote before; made anew when left out. */
  readonly synthesized?: string;
  /**
   * Whether the page of the Workbench is served (it is), or a folder with a page that was built before. Its sources are
   * built at the first request for it: whoever starts a platform for the API alone does not wait for that.
   */
  readonly workbench?: boolean | string;
  /** False: the queues show a message that a function keeps at once. @see EventSource.keepsVisibility */
  readonly keepsVisibility?: boolean;
  readonly onAttempt?: (line: AttemptLine) => void;
  /** A fault of ours, for a person. */
  readonly onError?: (text: string) => void;
  /** Something that takes a while has begun. */
  readonly onNotice?: (text: string) => void;
  /** Everything else that functions write. */
  readonly onLog?: (text: string) => void;
}

export interface Platform {
  readonly url: string;
  readonly keys: typeof PLATFORM_KEYS;
  readonly endpoints: AwsEndpoints;
  /** The newest attempts, oldest first. */
  readonly attempts: readonly AttemptLine[];
  /** Terminates a function's instances in the middle of whatever they do. */
  killFunctionWorkers(folder: string): Promise<void>;
  stop(): Promise<void>;
}

const KEPT_ATTEMPTS = 100_000;
/** How long a stop waits for batches under way, milliseconds. */
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
    const memory = openMemory(dataDir);
    const resources = {
      clients,
      remembered: memory.remembered,
      platformKeys: PLATFORM_KEYS,
      queueUrl: (name: string) => (aws.sqs ? undefined : localQueueUrl(endpoints.sqs, name)),
    };
    await createResources(template, resources);
    memory.save();

    const report = (error: unknown) => onError(error instanceof Error ? error.message : String(error));
    const sockets = await startSocketGateway((error) => stopping || report(error));
    stops.push(() => sockets.stop());
    const attempts: AttemptLine[] = [];
    const local = { endpoints, timeScale, connectionsUrl: sockets.connectionsUrl };
    const pools = createPools(template, local, (folder, raw) => {
      const read = readLogLine(folder, raw);
      if (read.kind === 'attempt') {
        attempts.push(read.line);
        if (attempts.length > KEPT_ATTEMPTS) attempts.shift();
        onAttempt?.(read.line);
      } else if (read.kind === 'error') onError(read.text);
      else onLog(`${folder}: ${read.text}`);
    });
    stops.push(() => Promise.all([...pools.values()].map((pool) => pool.stop())));
    await runBootstrap(pools);

    const sources = [...eventSources(template, pools, report), ...(await taps(template, pools, resources, report))];
    const stopSources = sources.map((source) => startEventSource(clients.sqs, { ...source, keepsVisibility }));
    stops.push(() => Promise.race([Promise.all(stopSources.map((end) => end())), afterGrace()]));
    for (const { periodMs, run } of schedules(template, pools, timeScale)) stops.push(repeat(periodMs, run, report));

    const gateway = createGateway(httpRoutes(template, pools), report, openSite(options, report, stops));
    sockets.attach(gateway, socketApis(template, pools));
    await new Promise<void>((resolve, reject) =>
      gateway.once('error', reject).listen(options.port ?? 4242, '127.0.0.1', resolve),
    );
    stops.push(() => {
      gateway.closeAllConnections();
      return new Promise((resolve) => gateway.close(resolve));
    });
    // Sockets first: the gateway waits for them, and the functions that are told of their end are still there.
    stops.push(() => sockets.stop());
    return {
      url: `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`,
      keys: PLATFORM_KEYS,
      endpoints,
      attempts,
      killFunctionWorkers: async (folder) => {
        for (const pool of pools.values()) if (pool.settings.name === folder) await pool.kill();
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function openSite(
  { workbench = true, onNotice = () => {} }: PlatformOptions,
  onError: (error: unknown) => void,
  stops: (() => unknown)[],
) {
  if (!workbench) return undefined;
  const stopping = new AbortController();
  stops.push(() => stopping.abort());
  const page = async () => (typeof workbench === 'string' ? workbench : pageInBackground(onNotice, stopping.signal));
  // A build that a stop ended is no fault.
  return createSite({ keys: PLATFORM_KEYS, page, onError: (error) => stopping.signal.aborted || onError(error) });
}

const afterGrace = () => new Promise<void>((resolve) => setTimeout(resolve, STOP_GRACE_MS).unref());

/** Runs again `periodMs` after each run has ended; the answer stops it. */
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

function openMemory(dataDir?: string) {
  const remembered: Remembered = { keys: {} };
  if (!dataDir) return { remembered, save: () => {} };
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, 'resources.json');
  try {
    Object.assign(remembered, JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const save = () => {
    writeFileSync(`${file}.new`, JSON.stringify(remembered));
    renameSync(`${file}.new`, file);
  };
  return { remembered, save };
}
