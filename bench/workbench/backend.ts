/** AWS and an endpoint for the benches, in a process of its own so that its work is not measured. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { startEmulators } from '../../local/aws/emulators.ts';
import { PLATFORM_KEYS } from '../../local/platform.ts';
import { createClients, createResources } from '../../local/resources.ts';
import { Template } from '../../local/template.ts';
import { ourFunctions } from '../../local/wiring.ts';

export interface Backend {
  /** Environment of each function, by folder. */
  readonly environment: Readonly<Record<string, Record<string, string>>>;
  /** Bundle of each function, by folder. */
  readonly bundles: Readonly<Record<string, string>>;
  readonly receiverUrl: string;
}

const [outDir = ''] = process.argv.slice(2);
const { endpoints } = await startEmulators();
const template = Template.load(outDir);
await createResources(template, {
  clients: createClients(endpoints),
  stored: { keys: {} },
  platformKeys: PLATFORM_KEYS,
  queueUrl: (name) => `${endpoints.sqs}/000000000000/${name}`,
});

// These benches have no listener.
const functions = ourFunctions(template, { endpoints, timeScale: 1, connectionsUrl: 'http://127.0.0.1:9/local' });
const receiver = createServer((request, response) => request.resume().on('end', () => response.end('ok')));
receiver.keepAliveTimeout = 60_000;
receiver.listen(0, '127.0.0.1', () => {
  const backend: Backend = {
    environment: Object.fromEntries(functions.map(({ folder, environment }) => [folder, environment])),
    bundles: Object.fromEntries(functions.map(({ id, folder }) => [folder, join(template.codeOf(id), 'index.mjs')])),
    receiverUrl: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`,
  };
  process.send?.(backend);
});
process.on('disconnect', () => process.exit(0));
