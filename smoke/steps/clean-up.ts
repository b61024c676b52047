/** Removes everything that a run has made, and checks that no destination is left over. */
import type { Connection, RunContext } from '../run-context.ts';
import { RUN_METADATA } from '../run-context.ts';
import { type Passed, passed } from '../steps.ts';
import { deleteDestination, smokeDestinations } from './destinations.ts';

/** @param connection undefined when the API could not be reached; then there are no destinations */
export async function cleanUp({ id, made }: RunContext, connection: Connection | undefined): Promise<Passed<true>> {
  const { removed, failures } = await made.removeAll();
  const left = connection ? await leftOver(connection, id) : [];
  const problems = [...failures, ...left.map((destination) => `destination ${destination}: left over`)];
  if (problems.length > 0) throw new Error(`Remove by hand: ${problems.join('; ')}`);
  return passed(`removed ${removed} things`);
}

/** A create call that got no response may have created a destination. Deletes those, and returns the ids that remain. */
async function leftOver({ persistent }: Connection, run: string): Promise<string[]> {
  const ofRun = async () =>
    (await smokeDestinations(persistent)).filter(({ metadata }) => metadata[RUN_METADATA] === run).map(({ id }) => id);
  for (const id of await ofRun()) await deleteDestination(persistent, id);
  return ofRun();
}
