/** Renders the request bodies of a batch of deliveries. */
import type { ApiVersion } from '../catalog/catalog.ts';
import type { Destination } from '../destination/destination.ts';
import type { WaybillEvent } from '../event/event.ts';
import { isAlwaysThin, renderBody } from '../event/event-body.ts';
import { type Mode, tenantKey } from '../tenant.ts';
import { ProcessorAllowance, type ProcessorClock } from './processor-allowance.ts';
import { type DowngradeFunctions, type RenderedData, renderData } from './render-data.ts';

export interface RenderPorts {
  /**
   * Returns the API versions of a mode, newest first. They may be some seconds old, unless one of the named versions is missing: an
   * event may be published in a new version and go to a destination with an old one.
   */
  readonly versions: (mode: Mode, named: readonly string[]) => Promise<readonly ApiVersion[]>;
  readonly downgrades: DowngradeFunctions;
  readonly processorTime: ProcessorClock;
}

/** Returns the request body, JSON. @throws RenderError, SlowRenderingError, and the error of reading the catalog */
export type RenderOnce = (destination: Shape, event: WaybillEvent) => Promise<string>;

/** The fields of a destination that determine the body. */
type Shape = Pick<Destination, 'account' | 'eventPayload' | 'snapshotApiVersion'>;

/** Processor time of a rendering after which the event loop runs, microseconds: it handles responses before their timeouts. */
const LONG_MICROSECONDS = 5_000;
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

/** Creates a function that renders each event once for all destinations of the batch with the same shape. */
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
      // One rendering at a time, so that the processor time that passes belongs to it.
      const made = turn.then(begin, begin);
      turn = made;
      const data = await made;
      // Renderings that were requested together all complete before any of them is sent (decision 38).
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
    // Events of two tenants may have the same id, because publishers choose ids.
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
