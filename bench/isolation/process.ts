/** A process of the bench that reports once when it has started and then responds to each command. */
import { fork } from 'node:child_process';

export interface BenchProcess<T> {
  readonly started: T;
  /** Sends a command and returns the response to it. */
  tell(command: unknown): Promise<unknown>;
  /** Ends it and waits until it has ended. */
  stop(): Promise<void>;
}

/** @param module module of the process, such as `./platform.ts` */
export async function startProcess<T>(module: string): Promise<BenchProcess<T>> {
  const child = fork(new URL(module, import.meta.url), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const message = () => new Promise<unknown>((resolve) => child.once('message', resolve));
  const started = await Promise.race([
    message(),
    ended.then(() => Promise.reject(new Error(`${module} did not start.`))),
  ]);
  return {
    started: started as T,
    tell: (command) => {
      const response = message();
      child.send(command as object);
      return response;
    },
    stop: async () => {
      child.disconnect();
      await ended;
    },
  };
}
