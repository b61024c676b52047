import { World } from '../world/world.ts';
import type { Sequence } from './commands.ts';
import { runCommand } from './run-command.ts';

/** Counts of what a sequence exercised, by name. */
export type Counts = ReadonlyMap<string, number>;

/** Runs a sequence to its end. @throws BrokenRule */
export async function runSequence({ setup, commands }: Sequence): Promise<Counts> {
  const world = new World(setup);
  for (const [position, command] of commands.entries()) await runCommand(world, command, position);
  await world.drain();
  return world.state.ledger.counts;
}

/** Runs it once more, writing down every step. */
export async function traceOf({ setup, commands }: Sequence): Promise<readonly string[]> {
  const world = new World(setup, true);
  try {
    for (const [position, command] of commands.entries()) await runCommand(world, command, position);
    await world.drain();
  } catch (error) {
    world.state.ledger.note(() => String(error));
  }
  return world.state.ledger.trace;
}
