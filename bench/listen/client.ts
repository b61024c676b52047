/** The listener of the listen bench, in a process of its own so that it does not slow the publisher down. */
import { constants, setPriority } from 'node:os';
import { type Credential, createListener, type Listener } from '../../test/doubles/listener.ts';

/** Commands to the process. It responds to each with the received events. */
export type Command = { readonly listen: Credential } | 'connect' | 'cut' | 'heard';

/** Ids of the received events, in order. */
export type Heard = readonly string[];

// It represents another machine, so it leaves the processors to the platform.
setPriority(constants.priority.PRIORITY_LOW);

let listener: Listener | undefined;
process.on('message', async (command: Command) => {
  if (typeof command === 'object') listener = createListener(command.listen);
  if (command === 'connect') await listener?.connect();
  if (command === 'cut') await listener?.cut();
  process.send?.(command === 'heard' ? listener?.ids() : []);
});
