/**
 * Chains of invocations, counted as Lambda counts them: a trace header names each function of a chain and how often it was
 * invoked in it. The SDK of a function passes the header on to SQS, which keeps it with the message. A function whose template
 * does not allow loops is invoked 16 times in one chain and not again.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
 * https://aws.amazon.com/blogs/compute/detecting-and-stopping-recursive-loops-in-aws-lambda-functions/
 */
import { createHash, randomBytes } from 'node:crypto';

/** Maximum number of invocations of a function in one chain. */
export const MAX_ROUNDS = 16;

/** Thrown instead of an invocation. A queue then keeps its messages. */
export class RecursiveInvocationError extends Error {
  override readonly name = 'RecursiveInvocationException';
}

export interface LoopRule {
  readonly name: string;
  readonly arn: string;
  /** `RecursiveLoop: Allow` in the template. */
  readonly mayLoop: boolean;
}

/**
 * Returns the trace header of the next invocation of a function.
 * @param headers those of its messages. AWS does not document how a batch of several chains counts; here the longest chain
 * counts, which stops a loop early rather than late.
 * @throws RecursiveInvocationError when the function has been invoked 16 times in the chain and may not loop
 */
export function traceHeaderOf({ name, arn, mayLoop }: LoopRule, headers: readonly (string | undefined)[]): string {
  const rounds = new Map<string, number>();
  for (const [id, count] of headers.flatMap(lineageIn)) rounds.set(id, Math.max(count, rounds.get(id) ?? 0));
  const own = createHash('sha256').update(arn).digest('hex').slice(0, 8);
  const before = rounds.get(own) ?? 0;
  if (before >= MAX_ROUNDS && !mayLoop) {
    throw new RecursiveInvocationError(
      `${name} was invoked ${before} times in one chain of its own messages. Lambda stops such a loop: the messages stay in the queue. Allow the loop with mayLoop in its NodeFunction, or break it.`,
    );
  }
  rounds.set(own, before + 1);
  const lineage = Array.from(rounds, ([id, count]) => `${id}:${count}`).join('|');
  const root = `1-${Math.floor(Date.now() / 1000).toString(16)}-${randomBytes(12).toString('hex')}`;
  return `Root=${root};Parent=${randomBytes(8).toString('hex')};Sampled=0;Lineage=${lineage}`;
}

function lineageIn(header = ''): [string, number][] {
  const [, lineage = ''] = /(?:^|;)Lineage=([^;]*)/.exec(header) ?? [];
  return lineage.split('|').flatMap((part): [string, number][] => {
    const [id = '', count] = part.split(':');
    return Number(count) > 0 ? [[id, Number(count)]] : [];
  });
}
