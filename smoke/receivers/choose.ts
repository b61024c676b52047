/** Chooses the endpoint of a run. Docs: docs/operations/check.md. */
import { type AwsAccess, hasAccess, type NoAccess } from '../aws/access.ts';
import type { Made } from '../made.ts';
import { isThisMachine, type SmokeOptions } from '../options.ts';
import type { Limits } from '../waiting.ts';
import { receiveOnAws } from './function-url.ts';
import type { Receiver } from './receiver.ts';
import { receiveHere } from './this-machine.ts';

export async function chooseReceiver(
  { receiverUrl, apiUrl }: SmokeOptions,
  access: AwsAccess | NoAccess,
  { name, made, limits }: { readonly name: string; readonly made: Made; readonly limits: Limits },
): Promise<Receiver> {
  if (receiverUrl) return { description: `the endpoint at ${receiverUrl.host}`, url: receiverUrl.href };
  if (isThisMachine(apiUrl)) return receiveHere(made);
  if (hasAccess(access)) return receiveOnAws(access, name, made, limits);
  throw new Error(
    `The deployment needs an endpoint to deliver to. Use AWS credentials, so that the smoke test makes one, or --receiver-url. ${access.missing}`,
  );
}
