import { describe, expect, test } from 'vitest';
import {
  type Arrival,
  type DeliveryRecord,
  firstBodies,
  type Published,
  reconcile,
} from '../../../local/demo/reconcile.ts';

const published: Published[] = ['evt_1', 'evt_2'].map((id) => ({ id, type: 'github.push', object: { ref: id } }));
const body = (id: string) => ({ id, object: 'event', type: 'github.push', data: { object: { ref: id } } });
const arrival = (eventId: string, over: Partial<Arrival> = {}): Arrival => ({
  eventId,
  body: body(eventId),
  bytes: 10,
  accepted: true,
  signatures: { stripe: true, standardWebhooks: true },
  ...over,
});
const record = (event: string, over: Partial<DeliveryRecord> = {}): DeliveryRecord => ({
  event,
  status: 'delivered',
  attempt_count: 1,
  ...over,
});

const good = { arrivals: [arrival('evt_1'), arrival('evt_2')], records: [record('evt_1'), record('evt_2')] };
const bodies = firstBodies(good.arrivals);
const reconciliationOf = (over: { arrivals?: Arrival[]; records?: DeliveryRecord[] } = {}) =>
  reconcile({ published, bodies, ...good, ...over });
/** Returns the problems that were found, without the empty kinds. */
const problemsOf = (over: Parameters<typeof reconciliationOf>[0]) =>
  Object.fromEntries(Object.entries(reconciliationOf(over).problems).filter(([, ids]) => ids.length > 0));

test('a reconciliation in which everything arrived once has no problems', () => {
  expect(reconciliationOf()).toMatchObject({
    delivered: 2,
    duplicates: 0,
    refused: 0,
    attempts: 2,
    bytes: 20,
    signatures: { stripe: 2, standardWebhooks: 2, of: 2 },
  });
  expect(problemsOf({})).toEqual({});
});

test('a second accepted arrival is a duplicate and no problem; a rejected attempt is neither', () => {
  const refused = arrival('evt_1', { accepted: false });
  const found = reconciliationOf({ arrivals: [refused, arrival('evt_1'), ...good.arrivals] });
  expect(found).toMatchObject({ delivered: 2, duplicates: 1, refused: 1 });
  expect(Object.values(found.problems).flat()).toEqual([]);
});

describe('a problem is found when', () => {
  const second = arrival('evt_2');
  test.each<[string, Parameters<typeof reconciliationOf>[0], object]>([
    ['an event never arrives', { arrivals: [second] }, { missing: ['evt_1'] }],
    [
      'every attempt of an event is refused',
      { arrivals: [arrival('evt_1', { accepted: false }), second] },
      { missing: ['evt_1'] },
    ],
    [
      'an event arrives that was not published',
      { arrivals: [...good.arrivals, arrival('evt_3')] },
      { unknown: ['evt_3'] },
    ],
    [
      'a delivery of an unpublished event is recorded',
      { records: [...good.records, record('evt_3')] },
      { unknown: ['evt_3'] },
    ],
    [
      'the data differ from the published data',
      { arrivals: [arrival('evt_1', { body: { ...body('evt_1'), data: { object: { ref: 'x' } } } }), second] },
      { altered: ['evt_1'], differing: ['evt_1'] },
    ],
    [
      'the body is not JSON',
      { arrivals: [arrival('evt_1', { body: undefined }), second] },
      { altered: ['evt_1'], differing: ['evt_1'] },
    ],
    [
      'only other parts of the body differ',
      { arrivals: [arrival('evt_1', { body: { ...body('evt_1'), livemode: true } }), second] },
      { differing: ['evt_1'] },
    ],
    [
      'one of the two signatures is wrong, even of a refused attempt',
      {
        arrivals: [
          arrival('evt_1', { accepted: false, signatures: { stripe: true, standardWebhooks: false } }),
          ...good.arrivals,
        ],
      },
      { unverified: ['evt_1'] },
    ],
    ['an event has no record', { records: [record('evt_2')] }, { unrecorded: ['evt_1'] }],
    [
      'a record is pending',
      { records: [record('evt_1', { status: 'pending' }), record('evt_2')] },
      { unrecorded: ['evt_1'] },
    ],
    ['a page repeats a record', { records: [...good.records, record('evt_1')] }, { unrecorded: ['evt_1'] }],
  ])('%s', (_name, over, problems) => {
    expect(problemsOf(over)).toEqual(problems);
  });
});
