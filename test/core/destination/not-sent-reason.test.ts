import { expect, test } from 'vitest';
import { notSentReason } from '../../../lambdas/core/destination/not-sent-reason.ts';
import { destinationObject } from '../../../lambdas/core/destination/related-object.ts';
import { aDestination, anEvent, T0 } from '../../doubles/factories.ts';

const ID = aDestination().id;
const HEALTH = 'v2.core.health.event_destination.failing';
const EARLIER = T0 - 1000;
const LATER = T0 + 1000;

test.each([
  ['one of the other mode', { mode: 'sandbox' }, {}, 'other_mode'],
  ['one that came later', { created: LATER, updated: LATER }, {}, 'created_later'],
  ['one for events of other accounts', { eventsFrom: ['@accounts'] }, {}, 'other_scope'],
  ['one of the platform for its own events only', { account: 'acct_platform' }, {}, 'other_scope'],
  ['one that was off and still is', { status: 'disabled' }, {}, 'disabled'],
  ['one that selects other types', { enabledEvents: ['charge.*'] }, {}, 'type_not_selected'],
  ['one whose changes since are forgotten', { updated: LATER, historyFrom: LATER }, {}, 'changed_since'],
  ['one that was off and is on since', { selectionHistory: [{ until: LATER, status: 'disabled' }] }, {}, 'disabled'],
  ['any, of a ping for another', {}, { type: 'v2.core.event_destination.ping' }, 'other_scope'],
  ['one that the event is about', {}, { type: HEALTH, relatedObject: destinationObject(ID) }, 'own_health'],
  ['one that selects no health events', { enabledEvents: ['a.*'] }, { type: HEALTH }, 'type_not_selected'],
  ['one that should have got it', {}, {}, 'unknown'],
] as const)('%s: the reason is returned as far as it is known', (_name, destination, event, reason) => {
  const unlisted = aDestination({ created: EARLIER, updated: EARLIER, ...destination });
  expect(notSentReason(unlisted, anEvent(event), T0)).toBe(reason);
});
