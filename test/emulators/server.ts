/** Starts the server of an emulator. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { until } from '../doubles/receiver.ts';

export interface Server {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** @param argsOf returns the arguments for a port of 127.0.0.1 */
export async function startServer(program: string, argsOf: (port: string) => readonly string[]): Promise<Server> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(program, argsOf(String(port)), { stdio: 'ignore' });
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const stop = async () => {
    if (hasEnded() || !child.kill()) return;
    await once(child, 'exit');
  };
  try {
    await until(`${program} responds`, async () => {
      if (hasEnded()) throw new Error(`${program} ended with ${child.exitCode ?? child.signalCode}.`);
      return fetch(url).then(
        () => true,
        () => false,
      );
    });
    return { url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
