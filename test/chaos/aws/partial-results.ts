/** Calls for several items of which AWS handles some: the response names the others. */
import type { AwsCall, AwsReply, Handle } from './call.ts';
import { isResponse, jsonResponse, withBody } from './call.ts';
import { ERRORS, errorResponse } from './errors.ts';

/** Returns whether the next item of the call is not handled. Called once for each, in their order. */
export type LeftOut = () => boolean;

// biome-ignore lint/suspicious/noExplicitAny: inputs and outputs of AWS, read field by field
type Json = any;

type Partial = (call: AwsCall, leftOut: LeftOut, next: Handle) => Promise<AwsReply>;

/** By operation. */
export const PARTIAL: Readonly<Record<string, Partial>> = {
  BatchWriteItem: (call, leftOut, next) => partOfTables(call, leftOut, next, 'UnprocessedItems'),
  BatchGetItem: (call, leftOut, next) => partOfTables(call, leftOut, next, 'UnprocessedKeys'),
  SendMessageBatch: partOfEntries,
  DeleteMessageBatch: partOfEntries,
  ChangeMessageVisibilityBatch: partOfEntries,
};

/**
 * DynamoDB returns what it left out in the shape of `RequestItems`. A call of which it handles nothing fails instead:
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
 */
async function partOfTables(
  call: AwsCall,
  leftOut: LeftOut,
  next: Handle,
  field: 'UnprocessedItems' | 'UnprocessedKeys',
): Promise<AwsReply> {
  const input: Json = JSON.parse(call.body);
  const split = (part: Json): [Json, Json] => {
    const items: Json[] = part.Keys ?? part;
    const { true: left = [], false: handled = [] } = Object.groupBy(items, () => String(leftOut()));
    const of = (some: Json[]) => (part.Keys ? { ...part, Keys: some } : some);
    return [of(left), of(handled)];
  };
  const tables = Object.entries<Json>(input.RequestItems).map(([table, part]) => [table, ...split(part)] as const);
  const some = (part: Json): boolean => (part.Keys ?? part).length > 0;
  const left = tables.flatMap(([table, one]) => (some(one) ? [[table, one]] : []));
  const handled = tables.flatMap(([table, , one]) => (some(one) ? [[table, one]] : []));
  if (handled.length === 0) return errorResponse(call, ERRORS.dynamodb.throttled[0]);
  const reply = await next({
    ...call,
    body: JSON.stringify({ ...input, RequestItems: Object.fromEntries(handled) }),
  });
  if (!isResponse(reply) || reply.status !== 200 || left.length === 0) return reply;
  const output: Json = JSON.parse(reply.body);
  return withBody(reply, { ...output, [field]: { ...output[field], ...Object.fromEntries(left) } });
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_BatchResultErrorEntry.html */
const failedEntry = ({ Id }: { readonly Id: string }) => ({
  Id,
  SenderFault: false,
  Code: 'InternalError',
  Message: 'We encountered an internal error. Please try again.',
});

/** SQS lists the entries that it did not handle in `Failed`, also when these are all entries. */
async function partOfEntries(call: AwsCall, leftOut: LeftOut, next: Handle): Promise<AwsReply> {
  const input: { Entries: { Id: string }[] } = JSON.parse(call.body);
  const { true: left = [], false: handled = [] } = Object.groupBy(input.Entries, () => String(leftOut()));
  const Failed = left.map(failedEntry);
  if (handled.length === 0) return jsonResponse({ Successful: [], Failed });
  const reply = await next({ ...call, body: JSON.stringify({ ...input, Entries: handled }) });
  if (!isResponse(reply) || reply.status !== 200) return reply;
  const output: Json = JSON.parse(reply.body);
  return withBody(reply, { ...output, Failed: [...(output.Failed ?? []), ...Failed] });
}
