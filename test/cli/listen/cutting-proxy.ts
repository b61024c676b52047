/** Passes connections on to a platform, and cuts all of them on demand. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export async function startCuttingProxy(target: string) {
  const { port, hostname } = new URL(target);
  const open = new Set<Socket>();
  const server = createServer((inward) => {
    const outward = connect(Number(port), hostname);
    for (const socket of [inward, outward]) {
      open.add(socket);
      socket.on('close', () => {
        open.delete(socket);
        inward.destroy();
        outward.destroy();
      });
      socket.on('error', () => {});
    }
    inward.pipe(outward).pipe(inward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const socket of open) socket.resetAndDestroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    stop: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
