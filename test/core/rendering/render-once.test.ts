import { expect, test } from 'vitest';
import { createRenderOnce } from '../../../lambdas/core/rendering/render-once.ts';
import { aDestination, anEvent } from '../../doubles/factories.ts';
import { changed, NEWEST, OLDEST } from './versions.ts';

/** What happens in which order while two events are rendered, each of whose renderings takes so long. */
async function orderWith(microsecondsEach: number): Promise<string[]> {
  const order: string[] = [];
  let time = 0;
  const mark = (object: { readonly id?: unknown }) => {
    order.push(String(object.id));
    time += microsecondsEach;
    return { ...object };
  };
  const render = createRenderOnce({
    versions: async () => changed({ function: 'mark' }),
    downgrades: { mark },
    processorTime: () => time,
  });
  const rendered = ['in_1', 'in_2'].map((id) => {
    const event = anEvent({ key: `evt_${id}`, apiVersion: NEWEST, data: { object: { id } } });
    return render(aDestination({ snapshotApiVersion: OLDEST }), event);
  });
  setImmediate(() => order.push('a response arrives'));
  await Promise.all(rendered);
  return order;
}

test('short renderings of a batch are made one right after the other', async () => {
  expect(await orderWith(100)).toEqual(['in_1', 'in_2']);
});

test('between long ones the responses that have arrived are taken, whose deadlines would pass meanwhile', async () => {
  expect(await orderWith(20_000)).toEqual(['in_1', 'a response arrives', 'in_2']);
});
