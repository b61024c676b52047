/** The local platform of the listen bench, in a process of its own, with an endpoint for deliveries. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startPlatform } from '../../local/platform.ts';

const platform = await startPlatform({ port: 0, workbench: false, onError: (text) => console.error(text) });
const receiver = createServer((request, response) => request.resume().on('end', () => response.end('ok')));
receiver.listen(0, '127.0.0.1', () => {
  const { port } = receiver.address() as AddressInfo;
  process.send?.({ url: platform.url, key: platform.keys.sandbox, receiverUrl: `http://127.0.0.1:${port}/hook` });
});
process.on('disconnect', async () => {
  await platform.stop();
  process.exit(0);
});
