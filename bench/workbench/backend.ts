/** AWS and an endpoint for the benches, in a process of its own so that its work is not measured. */
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { startEmulators } from '../../local/aws/emulators.ts';
import { PLATFORM_KEYS } from '../../local/platform.ts';
import { createClients, createResources } from '../../local/resources.ts';
import { Template } from '../../local/template.ts';
import { ourFunctions } from '../../local/wiring.ts';
import { BYTES_READ_PATH } from './bytes-read.ts';

export interface Backend {
  /** Environment of each function, by folder. */
  readonly environment: Readonly<Record<string, Record<string, string>>>;
  /** Bundle of each function, by folder. */
  readonly bundles: Readonly<Record<string, string>>;
  readonly receiverUrl: string;
  /** Logical ids of the tables with point-in-time recovery. Names of tables end with them. */
  readonly recoverableTables: readonly string[];
  /** Format of the API's access log; undefined when it is off. */
  readonly accessLogFormat: string | undefined;
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
const sockets = new Set<Socket>();
const bytesRead = () => [...sockets].reduce((sum, socket) => sum + socket.bytesRead, 0);
const receiver = createServer((request, response) =>
  request.resume().on('end', () => response.end(request.url === BYTES_READ_PATH ? String(bytesRead()) : 'ok')),
);
receiver.keepAliveTimeout = 60_000;
receiver.on('connection', (socket) => sockets.add(socket));
receiver.listen(0, '127.0.0.1', () => {
  const backend: Backend = {
    environment: Object.fromEntries(functions.map(({ folder, environment }) => [folder, environment])),
    bundles: Object.fromEntries(functions.map(({ id, folder }) => [folder, join(template.codeOf(id), 'index.mjs')])),
    recoverableTables: Object.entries(template.resources).flatMap(([id, { Properties }]) =>
      Properties.PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled ? [id] : [],
    ),
    accessLogFormat: Object.values(template.resources).find(({ Properties }) => Properties.AccessLogSettings)
      ?.Properties.AccessLogSettings.Format,
    receiverUrl: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`,
  };
  process.send?.(backend);
});
process.on('disconnect', () => process.exit(0));
