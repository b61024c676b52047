/**
 * The emulators in a thread of their own. In the thread of the platform, their work and that of the gateways and event sources would
 * delay each other (decision 82).
 */
import { Worker } from 'node:worker_threads';
import type { AuthorizerEvents, GrantUse, Refusal, Rules } from '../permissions/authorizer.ts';
import type { AwsEndpoints, Emulators } from './emulators.ts';

export type ToThread = { readonly kind: 'enforce'; readonly rules: Rules } | { readonly kind: 'stop' };

export type FromThread =
  | { readonly kind: 'started'; readonly endpoints: AwsEndpoints }
  | { readonly kind: 'enforced' }
  | { readonly kind: 'use'; readonly use: GrantUse }
  | { readonly kind: 'refusal'; readonly refusal: Refusal };

/**
 * Starts the emulators in a worker thread. An error that they do not handle ends the process, as it does without a thread.
 * @param dataDir folder for the data. Without one, the data is kept in memory
 */
export async function startEmulatorThread(dataDir?: string): Promise<Emulators> {
  const worker = new Worker(new URL('./emulator-worker.ts', import.meta.url), {
    name: 'emulators',
    // Options of the process that starts the platform, such as --input-type, do not apply to the thread.
    execArgv: [],
    workerData: { dataDir },
  });
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const started = Promise.withResolvers<AwsEndpoints>();
  const enforced = Promise.withResolvers<void>();
  let receivers: AuthorizerEvents = {};
  worker.once('error', started.reject);
  worker.on('message', (message: FromThread) => {
    if (message.kind === 'started') started.resolve(message.endpoints);
    else if (message.kind === 'enforced') enforced.resolve();
    else if (message.kind === 'use') receivers.onUse?.(message.use);
    else receivers.onRefusal?.(message.refusal);
  });
  const send = (message: ToThread) => worker.postMessage(message);
  const endpoints = await started.promise;
  return {
    endpoints,
    async enforce(rules, events) {
      receivers = events;
      send({ kind: 'enforce', rules });
      await enforced.promise;
    },
    async stop() {
      send({ kind: 'stop' });
      await ended;
    },
  };
}
