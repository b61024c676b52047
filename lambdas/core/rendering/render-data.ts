/** Renders an event's data in an older API version: the changes since then, undone one after the other. */
import { isDeepStrictEqual } from 'node:util';
import type { ApiVersion, Downgrade } from '../catalog.ts';
import type { JsonObject, WaybillEvent } from '../event.ts';
import { matchesType } from '../matching.ts';
import { type CompiledExpression, compileExpression } from './expression.ts';
import { Meter, type ProcessorClock } from './meter.ts';
import { plainCopy, plainObject } from './plain-json.ts';
import { RenderError } from './render-error.ts';

/** Downgrades that a change names, by name. Each gets an object of its own, and the same object has to give the same. */
export type DowngradeFunctions = Readonly<Record<string, (object: JsonObject) => JsonObject>>;

export interface RenderedData {
  readonly data: WaybillEvent['data'];
  /** The version that the data is in. */
  readonly apiVersion: string;
}

/** A change that applies, ready to be used. */
interface Step {
  readonly version: string;
  readonly change: string;
  readonly downgrade: CompiledExpression | ((object: JsonObject) => JsonObject);
}

/** Without a clock, steps alone are counted. */
const NO_CLOCK: ProcessorClock = () => 0;

/**
 * Pure: the same event gives the same data, key order included. The event is left as it is.
 * @param target version to render in. Where it is not older than the event's, or the catalog does not have both, the
 * event stays as it was published
 * @param versions newest first
 * @throws RenderError when a change fails, gives no object, or takes more than it may
 */
export async function renderData(
  event: Pick<WaybillEvent, 'type' | 'apiVersion' | 'data'>,
  target: string,
  versions: readonly ApiVersion[],
  functions: DowngradeFunctions = {},
  clock: ProcessorClock = NO_CLOCK,
): Promise<RenderedData> {
  const { data, apiVersion, type } = event;
  const from = versions.findIndex(({ version }) => version === apiVersion);
  const to = versions.findIndex(({ version }) => version === target);
  if (from < 0 || to <= from) return { data, apiVersion };
  const steps: Step[] = [];
  for (const { version, changes } of versions.slice(from, to)) {
    for (const { name, types, downgrade } of changes) {
      if (!matchesType(types, type)) continue;
      steps.push({ version, change: name, downgrade: await usable(downgrade, functions, version, name) });
    }
  }
  if (steps.length === 0) return { data, apiVersion: target };

  const meter = new Meter(clock);
  const { object, previous_attributes: previous } = data;
  const now = await downgraded(object, steps, meter);
  if (!previous) return { data: { object: now }, apiVersion: target };
  const before = await downgraded({ ...object, ...previous }, steps, meter);
  return { data: { object: now, previous_attributes: differing(before, now) }, apiVersion: target };
}

async function usable(downgrade: Downgrade, functions: DowngradeFunctions, version: string, change: string) {
  try {
    if ('jsonata' in downgrade) return await compileExpression(downgrade.jsonata);
  } catch (error) {
    throw new RenderError(version, change, error);
  }
  const { function: name } = downgrade;
  const found = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (found) return found;
  throw new RenderError(version, change, new Error(`there is no function '${name}' in this deployment`));
}

/** The object is not changed: an event's is everybody's, and what a function gives may be kept by it. */
async function downgraded(object: JsonObject, steps: readonly Step[], meter: Meter): Promise<JsonObject> {
  let current = object;
  for (const { version, change, downgrade } of steps) {
    try {
      current = plainObject(
        typeof downgrade === 'function'
          ? downgrade(plainCopy(current).copy)
          : await downgrade.evaluate(downgrade.copiesInput ? current : plainCopy(current).copy, meter),
      );
    } catch (error) {
      throw new RenderError(version, change, error);
    }
  }
  return current;
}

/** What had another value before; null where it was not there. */
function differing(before: JsonObject, now: JsonObject): JsonObject {
  const added = Object.keys(now).filter((key) => !Object.hasOwn(before, key));
  const changed = Object.entries(before).filter(([key, value]) => !isDeepStrictEqual(value, now[key]));
  return Object.fromEntries([...changed, ...added.map((key) => [key, null])]);
}
