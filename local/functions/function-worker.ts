/** Runs one function of the stack in a worker thread: loads its bundle as Lambda would, one invocation at a time. */
import { constants, getPriority, setPriority } from 'node:os';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import type { Invocation, Outcome } from './function-pool.ts';
import { shiftClock } from './shifted-clock.ts';

// On Linux this sets the priority of this thread only; elsewhere it would set that of the whole process. It cannot be raised again.
if (workerData.inBackground && process.platform === 'linux') {
  setPriority(Math.max(getPriority(), constants.priority.PRIORITY_BELOW_NORMAL));
}

// The deadline of an invocation is a time of the pool's clock.
const { now } = Date;
if (workerData.clockOffsetMs) shiftClock(workerData.clockOffsetMs);

const { handler } = await import(pathToFileURL(workerData.file).href);

parentPort?.on('message', async ({ event, requestId, traceHeader, deadline }: Invocation) => {
  // The SDK sends it on: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
  process.env._X_AMZN_TRACE_ID = traceHeader;
  const context = {
    awsRequestId: requestId,
    functionName: workerData.name,
    functionVersion: '$LATEST',
    memoryLimitInMB: String(workerData.memoryMb),
    invokedFunctionArn: workerData.arn,
    getRemainingTimeInMillis: () => deadline - now(),
  };
  let outcome: Outcome;
  try {
    outcome = { result: await handler(event, context) };
  } catch (error) {
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    outcome = { error: { name, message, stack: stack ?? '' } };
  }
  parentPort?.postMessage(outcome);
});
parentPort?.postMessage('ready');
