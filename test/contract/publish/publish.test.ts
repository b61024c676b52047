import { describe, expect, test } from 'vitest';
import { parse } from '../../../lambdas/contract/parse.ts';
import {
  parsePublishBatch,
  parsePublishRequest,
  publishBatchSchema,
} from '../../../lambdas/contract/publish/publish.ts';
import { InvalidFieldsError, PayloadTooLargeError } from '../../../lambdas/core/errors.ts';

const request = (over: object = {}) => ({ type: 'invoice.paid', data: { object: { id: 'in_1' } }, ...over });

describe('a publish request', () => {
  test('is accepted with every field', () => {
    const related_object = { id: 'in_1', type: 'invoice', url: '/v1/invoices/in_1' };
    const data = { object: { id: 'in_1' }, previous_attributes: { amount: 1 } };
    const whole = {
      account: 'acct_1',
      api_version: '2026-01-01',
      created: 1_700_000_000,
      related_object,
      id: 'evt_a-1',
    };
    expect(parsePublishRequest(request({ data, ...whole }))).toEqual({
      type: 'invoice.paid',
      data,
      account: 'acct_1',
      apiVersion: '2026-01-01',
      created: 1_700_000_000,
      relatedObject: related_object,
      id: 'evt_a-1',
    });
  });

  test('from a form may state a time as text', () => {
    expect(parsePublishRequest(request({ created: '1700000000' })).created).toBe(1_700_000_000);
  });

  test.each(['invoice.paid', 'Invoice_Line.PAID-2', 'x', 'a.b.c.d'])('may have the type %s', (type) => {
    expect(parsePublishRequest(request({ type })).type).toBe(type);
  });

  test.each([
    [{ type: undefined }, 'type'],
    [{ type: '' }, 'type'],
    [{ type: '*' }, 'type'],
    [{ type: 'invoice.*' }, 'type'],
    [{ type: '.a' }, 'type'],
    [{ type: 'a..b' }, 'type'],
    [{ type: 'a b' }, 'type'],
    [{ type: 'a\u0000' }, 'type'],
    [{ type: 'größe' }, 'type'],
    [{ type: 'x'.repeat(129) }, 'type'],
    [{ type: 'v2.core.event_destination.ping' }, 'type'],
    [{ data: undefined }, 'data'],
    [{ data: {} }, 'data.object'],
    [{ data: { object: [] } }, 'data.object'],
    [{ data: { object: null } }, 'data.object'],
    [{ data: { object: 'x' } }, 'data.object'],
    [{ data: { object: {}, previous_attributes: [] } }, 'data.previous_attributes'],
    [{ data: { object: {}, more: 1 } }, 'data.more'],
    [{ account: 'shop' }, 'account'],
    [{ account: 'acct_#live' }, 'account'],
    [{ api_version: ' ' }, 'api_version'],
    [{ created: -1 }, 'created'],
    [{ created: 1.5 }, 'created'],
    [{ created: 1e20 }, 'created'],
    [{ related_object: { id: 'x', type: 'y' } }, 'related_object.url'],
    [{ related_object: { id: 'x', type: 'y', url: '\ud800' } }, 'related_object.url'],
    [{ id: 'in_1' }, 'id'],
    [{ id: 'evt_' }, 'id'],
    [{ id: `evt_${'x'.repeat(97)}` }, 'id'],
    [{ id: 'evt_a#b' }, 'id'],
    [{ livemode: true }, 'livemode'],
  ])('with %j is rejected and names %s', (over, param) => {
    expect(() => parsePublishRequest(request(over))).toThrow(InvalidFieldsError);
    expect(() => parsePublishRequest(request(over))).toThrow(expect.objectContaining({ param }));
  });

  test('is rejected above 256 KB and accepted just below', () => {
    const withText = (length: number) => request({ data: { object: { text: 'x'.repeat(length) } } });
    expect(() => parsePublishRequest(withText(256 * 1024))).toThrow(PayloadTooLargeError);
    expect(parsePublishRequest(withText(256 * 1024 - 100)).type).toBe('invoice.paid');
  });
});

describe('a batch', () => {
  test("returns each event or its problem, in order, with the field's path in the batch", () => {
    const [first, second, third] = parsePublishBatch({ events: [request(), request({ type: 'a b' }), 'x'] });
    expect(first).toMatchObject({ type: 'invoice.paid' });
    expect(second).toMatchObject({ param: 'events[1].type', message: expect.stringMatching(/^events\[1\]\.type: /) });
    expect(third).toMatchObject({ param: 'events[2]', message: 'events[2]: should be an object.' });
  });

  test.each([
    [{}, 'events'],
    [{ events: [] }, 'events'],
    [{ events: {} }, 'events'],
    [{ events: Array.from({ length: 101 }, () => request()) }, 'events'],
    [{ events: [request()], more: 1 }, 'more'],
  ])('that is not a list of events is rejected as a whole (%#)', (body, param) => {
    expect(() => parse(publishBatchSchema, body)).toThrow(expect.objectContaining({ param }));
  });
});
