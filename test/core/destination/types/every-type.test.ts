/** What holds for every destination type, whatever it is. */
import { describe, expect, test } from 'vitest';
import {
  destinationFromItem,
  destinationToItem,
} from '../../../../lambdas/adapters/dynamodb/destination/destination-item.ts';
import {
  createDestinationSchema,
  updateDestinationSchema,
} from '../../../../lambdas/contract/destination/event-destination.ts';
import {
  eventDestinationObject,
  toEventDestinationObject,
} from '../../../../lambdas/contract/destination/event-destination-object.ts';
import {
  CONTRACTS,
  signingSecretIn,
  targetChanges,
  targetDraft,
} from '../../../../lambdas/contract/destination-types/by-type.ts';
import { parse } from '../../../../lambdas/contract/parse.ts';
import { updateFromResult } from '../../../../lambdas/core/delivery/destination-update.ts';
import { DESTINATION_TYPES, type Destination } from '../../../../lambdas/core/destination/destination.ts';
import {
  changedDestination,
  disabledDestination,
  enabledDestination,
  hasSigningSecret,
  newDestination,
  withRotatedSecret,
  withSigningSecret,
} from '../../../../lambdas/core/destination/rules.ts';
import { ConflictError } from '../../../../lambdas/core/errors.ts';
import { DESTINATION_EXAMPLES } from '../../../doubles/destination-examples.ts';
import { aFailure, T0 } from '../../../doubles/factories.ts';

const tenant = { account: 'acct_shop', mode: 'live' } as const;
const settings = {
  platformAccount: 'acct_platform',
  defaultApiVersion: '2026-01-01',
  permitPrivateEndpoints: false,
  awsAccountId: '999999999999',
  permitOwnAccountBuses: false,
  eventBridgePartnerMode: false,
};
const view = {
  include: Object.values(CONTRACTS).flatMap(({ include }) => include),
  platformName: 'waybill',
  platformAwsAccountId: '999999999999',
  roleTemplateUrl: null,
  eventBridgePartnerMode: false,
  now: T0,
  waiting: 0,
};

describe.each(DESTINATION_TYPES)('a destination of type %s', (type) => {
  const example = DESTINATION_EXAMPLES[type];
  const others = DESTINATION_TYPES.filter((other) => other !== type);
  const request = { name: 'Orders', event_payload: 'snapshot', enabled_events: ['*'], type, [type]: example.create };

  function created(): Destination {
    const target = targetDraft(parse(createDestinationSchema, request));
    const draft = { name: 'Orders', description: '', eventPayload: 'snapshot', enabledEvents: ['*'] } as const;
    return newDestination(
      { ...draft, eventsFrom: ['@self'], metadata: {}, target },
      { tenant, id: 'ed_1', now: T0, settings },
    );
  }

  const updated = (before: Destination, body: object) =>
    changedDestination(
      before,
      { targets: targetChanges(parse(updateDestinationSchema, body)) },
      { now: T0 + 1, settings },
    );

  /** Ids of destinations that were added to the watch list. */
  const watched: string[] = [];

  /** Returns the stored destination after a result about `before`. `stored` is what another worker has stored since then. */
  async function afterGone(before: Destination, stored = before): Promise<Destination> {
    const gone = aFailure({ retryable: false, destinationGone: 'gone' });
    let present = stored;
    await updateFromResult(before, gone, T0 + 10, {
      destinations: {
        get: async () => present,
        replace: async (previous, next) => {
          if (previous !== present) throw new ConflictError('Another worker has stored the destination.');
          present = next;
        },
      },
      watchList: { add: async ({ id }) => void watched.push(id) },
    });
    return present;
  }

  test('is created with the field of its type, and no field of another type', () => {
    expect(created()).toMatchObject({ ...tenant, id: 'ed_1', type, status: 'enabled' });
    for (const other of others) {
      const both = { ...request, [other]: DESTINATION_EXAMPLES[other].create };
      expect(() => parse(createDestinationSchema, both)).toThrow(expect.objectContaining({ param: other }));
    }
    const none = { ...request, [type]: undefined };
    expect(() => parse(createDestinationSchema, none)).toThrow(expect.objectContaining({ param: type }));
  });

  test('is returned with the field of its type, as the API describes it', () => {
    const object = toEventDestinationObject(created(), view);
    expect(eventDestinationObject.parse(object)).toEqual(object);
    expect(object[type]).toMatchObject(example.create);
    for (const other of others) expect(object).not.toHaveProperty(other);
  });

  test('is stored and read without a change', () => {
    const destination = created();
    expect(destinationFromItem(destinationToItem(destination))).toEqual(destination);
  });

  test('takes changes of its own settings alone', () => {
    const before = created();
    expect(updated(before, { [type]: {} })).toEqual({ ...before, updated: T0 + 1 });
    const object = toEventDestinationObject(updated(before, { [type]: example.retarget }), view);
    expect(object[type]).toMatchObject(example.retarget);
    for (const other of others) {
      const change = () => updated(before, { [other]: DESTINATION_EXAMPLES[other].retarget });
      expect(change).toThrow(expect.objectContaining({ param: other }));
    }
  });

  test('keeps its settings when it is disabled and enabled', () => {
    const before = created();
    const enabled = enabledDestination(disabledDestination(before, T0 + 1), T0 + 2);
    expect(toEventDestinationObject(enabled, view)[type]).toEqual(toEventDestinationObject(before, view)[type]);
  });

  test('is disabled by a result that shows that its target is gone, also when it was renamed in the meantime', async () => {
    const before = created();
    const renamed = changedDestination(before, { name: 'Renamed' }, { now: T0 + 1, settings });
    for (const stored of [before, renamed]) {
      watched.length = 0;
      expect(await afterGone(before, stored)).toMatchObject({ name: stored.name, status: 'disabled', type });
      // The sweep announces it.
      expect(new Set(watched)).toEqual(new Set([before.id]));
    }
  });

  test('is not changed by a result about its former target', async () => {
    const before = created();
    const edited = updated(before, { [type]: example.retarget });
    expect(await afterGone(before, edited)).toBe(edited);
  });

  test('has a signing secret in all layers or in none', () => {
    const before = created();
    const { signingSecret } = CONTRACTS[type];
    expect(hasSigningSecret(before)).toBe(signingSecret !== null);
    if (!hasSigningSecret(before)) {
      expect(() => withRotatedSecret(before, 'sealed', 0, T0)).toThrow('signing secret');
      expect(signingSecretIn(toEventDestinationObject(before, { ...view, signingSecret: 'whsec_1' }))).toBeUndefined();
      return;
    }
    const rotated = withRotatedSecret(withSigningSecret(before, 'first'), 'second', 60, T0);
    expect(JSON.stringify(rotated)).toContain('second');
    const object = toEventDestinationObject(rotated, { ...view, signingSecret: 'whsec_1' });
    expect(signingSecretIn(object)).toBe('whsec_1');
    expect(signingSecretIn(toEventDestinationObject(rotated, view))).toBeUndefined();
  });
});
