import { describe, expect, it } from 'vitest';
import {
  exampleType,
  snapshotExample,
  thinExample,
} from '../../../../workbench/src/destination/create/steps/example-bodies.ts';

const type = (name: string, thin = true) => ({
  type: name,
  thin,
  example: { id: 'o_1', object: 'order', total: 1 },
  related_object_type: 'order',
});

describe('the example', () => {
  it('is of a type that has both styles', () => {
    expect(exampleType([type('a.x', false), { ...type('b.x'), example: null }, type('c.x')] as never).type).toBe('c.x');
    expect(exampleType([]).type).toBe('invoice.paid');
  });

  it('has the data in a snapshot, and only what it is about in a thin event', () => {
    expect(snapshotExample(type('order.paid'), '2026-01-01', false)).toMatchObject({
      object: 'event',
      api_version: '2026-01-01',
      data: { object: { total: 1 } },
    });
    const thin = thinExample(type('order.paid'), false);
    expect(thin.related_object).toEqual({ id: 'o_1', type: 'order', url: '/v1/orders/o_1' });
    expect(JSON.stringify(thin)).not.toContain('total');
  });
});
