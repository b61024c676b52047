/** The listener of the bench of listening, in a process of its own: what it reads is not to slow the publisher down. */
import { constants, setPriority } from 'node:os';
import { type Credential, createListener, type Listener } from '../../test/doubles/listener.ts';

/** What it is told to do; it answers each with what it has heard. */
export type Command = { readonly listen: Credential } | 'connect' | 'cut' | 'heard';

/** Ids of the events that came, in the order in which they came. */
export type Heard = readonly string[];

// It stands for another machine: the processors are the platform's.
setPriority(constants.priority.PRIORITY_LOW);

let listener: Listener | undefined;
process.on('message', async (command: Command) => {
  if (typeof command === 'object') listener = createListener(command.listen);
  if (command === 'connect') await listener?.connect();
  if (command === 'cut') await listener?.cut();
  process.send?.(command === 'heard' ? listener?.ids() : []);
});
