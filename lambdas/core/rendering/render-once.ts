/** Bodies for one batch of deliveries. */
import type { ApiVersion } from '../catalog/catalog.ts';
import type { Destination } from '../destination/destination.ts';
import type { WaybillEvent } from '../event/event.ts';
import { isAlwaysThin, renderBody } from '../event/event-body.ts';
import { type Mode, tenantKey } from '../tenant.ts';
import { ProcessorAllowance, type ProcessorClock } from './processor-allowance.ts';
import { type DowngradeFunctions, type RenderedData, renderData } from './render-data.ts';

export interface RenderPorts {
  /**
   * The versions of a mode's catalog, newest first. They may be some seconds old, unless one that is named is missing:
   * what was published in a version that is new has to be rendered for those who are pinned to an old one.
   */
  readonly versions: (mode: Mode, named: readonly string[]) => Promise<readonly ApiVersion[]>;
  readonly downgrades: DowngradeFunctions;
  readonly processorTime: ProcessorClock;
}

/** @throws RenderError, SlowRenderingError, and what reading the catalog throws */
export type RenderOnce = (destination: Shape, event: WaybillEvent) => Promise<string>;

/** What decides how a body looks. */
type Shape = Pick<Destination, 'account' | 'eventPayload' | 'snapshotApiVersion'>;

/** A rendering after which others of the event loop have a turn: responses wait there, and their deadlines do not. */
const LONG_MICROSECONDS = 5_000;
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

/** Renders each event once for all destinations of the batch that want it in the same shape. */
export function createRenderOnce({ versions, downgrades, processorTime }: RenderPorts): RenderOnce {
  const rendered = new Map<string, Promise<RenderedData>>();
  const bodies = new Map<string, Promise<string>>();
  const allowance = new ProcessorAllowance(processorTime);
  let turn: Promise<unknown> = Promise.resolve();

  function dataFor(event: WaybillEvent, version: string): Promise<RenderedData> {
    return once(rendered, `${tenantKey(event)} ${event.key} ${version}`, async () => {
      const known = await versions(event.mode, [event.apiVersion, version]);
      const begin = async () => {
        const before = allowance.spent;
        try {
          return await renderData(event, version, known, downgrades, allowance);
        } finally {
          if (allowance.spent - before > LONG_MICROSECONDS) await nextTurn();
        }
      };
      // One after the other: the processor time that passes until a rendering is over is its own.
      const made = turn.then(begin, begin);
      turn = made;
      const data = await made;
      // Those that were asked for together are made one right after the other, and only then sent: see decision 38.
      for (let last: unknown; last !== turn; ) {
        last = turn;
        await turn.catch(() => {});
      }
      return data;
    });
  }

  return (destination, event) => {
    const { eventPayload, account, snapshotApiVersion: version } = destination;
    const asPublished =
      eventPayload === 'thin' || isAlwaysThin(event.type) || version === null || version === event.apiVersion;
    // Publishers choose ids, so that events of two tenants may have the same.
    return once(bodies, `${tenantKey(event)} ${event.key} ${eventPayload} ${version} ${account}`, async () =>
      renderBody(asPublished ? event : { ...event, ...(await dataFor(event, version)) }, destination),
    );
  };
}

function once<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const found = known.get(key) ?? make();
  known.set(key, found);
  return found;
}
