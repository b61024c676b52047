import { DeleteEventBusCommand } from '@aws-sdk/client-eventbridge';
import { expect, test } from 'vitest';
import { ApiError } from '../../api-client/api-error.ts';
import { Made } from '../../smoke/made.ts';
import { createBus } from '../../smoke/steps/eventbridge.ts';
import { NotTriedError } from '../../smoke/steps.ts';

const BUS_ARN = 'arn:aws:events:eu-west-1:111122223333:event-bus/smoke-1';

/** Creates a bus for a deployment whose create call fails. Returns the error, and the removed event buses. */
async function refusedWith(param: string | undefined, access?: object) {
  const removed: string[] = [];
  const eventBridge = {
    send: async (command: object) => {
      if (command instanceof DeleteEventBusCommand) removed.push(command.input.Name ?? '');
      return { EventBusArn: BUS_ARN };
    },
  };
  const made = new Made();
  const run = { id: '1', made, access: access ?? { eventBridge } };
  const api = {
    post: async () => {
      throw new ApiError('refused', { status: 400, code: 'invalid_fields', param });
    },
  };
  const error = await createBus(run as never, { api } as never, 'smoke-1', 'waybill.smoke').catch((thrown) => thrown);
  await made.removeAll();
  return { error, removed };
}

test.each([
  ['of its own AWS account', 'amazon_eventbridge.aws_account_id', /permitOwnAccountBuses/],
  ['because it is a partner', 'amazon_eventbridge', /partner event sources/],
])('a deployment that refuses buses %s is no failure, and the bus is removed', async (_, param, text) => {
  const { error, removed } = await refusedWith(param);
  expect(error).toBeInstanceOf(NotTriedError);
  expect(error.message).toMatch(text);
  expect(removed).toEqual(['smoke-1']);
});

test('another refusal is a failure', async () => {
  const { error, removed } = await refusedWith('enabled_events');
  expect(error).toBeInstanceOf(ApiError);
  expect(removed).toEqual(['smoke-1']);
});

test('without access to AWS nothing is made', async () => {
  const { error, removed } = await refusedWith(undefined, { missing: 'No AWS credentials.' });
  expect(error).toEqual(new NotTriedError('No AWS credentials.'));
  expect(removed).toEqual([]);
});
