/** Renders an event's data in an older API version: the changes since then, undone one after the other. */
import { isDeepStrictEqual } from 'node:util';
import type { ApiVersion, Downgrade } from '../catalog/catalog.ts';
import { matchesType } from '../destination/matching.ts';
import type { JsonObject, WaybillEvent } from '../event/event.ts';
import { type CompiledExpression, compileExpression } from './expression.ts';
import { SlowRenderingError } from './limits.ts';
import { Meter } from './meter.ts';
import { plainCopy, plainObject } from './plain-json.ts';
import { ProcessorAllowance } from './processor-allowance.ts';
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

/** Without a clock, steps and sizes alone bound a rendering. */
const withoutClock = (): ProcessorAllowance => new ProcessorAllowance(() => 0);

/**
 * Pure: the same event gives the same data, key order included. The event is left as it is.
 * @param target version to render in. Where it is not older than the event's, or the catalog does not have both, the
 * event stays as it was published
 * @param versions newest first
 * @param allowance of the batch that the rendering belongs to
 * @throws RenderError when a change fails, gives no object, or takes more steps or makes larger values than it may
 * @throws SlowRenderingError when the machine is too slow: an internal error, whatever the event is
 */
export async function renderData(
  event: Pick<WaybillEvent, 'type' | 'apiVersion' | 'data'>,
  target: string,
  versions: readonly ApiVersion[],
  functions: DowngradeFunctions = {},
  allowance: ProcessorAllowance = withoutClock(),
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

  allowance.begin();
  try {
    return { data: await downgradedData(data, { steps, meter: new Meter(allowance), allowance }), apiVersion: target };
  } finally {
    allowance.end();
  }
}

async function downgradedData(data: WaybillEvent['data'], rendering: Rendering): Promise<WaybillEvent['data']> {
  const { object, previous_attributes: previous } = data;
  const now = await downgraded(object, rendering);
  if (!previous) return { object: now };
  const before = await downgraded({ ...object, ...previous }, rendering);
  return { object: now, previous_attributes: differing(before, now) };
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

interface Rendering {
  readonly steps: readonly Step[];
  readonly meter: Meter;
  readonly allowance: ProcessorAllowance;
}

/** The object is not changed: an event's is everybody's, and what a function gives may be kept by it. */
async function downgraded(object: JsonObject, { steps, meter, allowance }: Rendering): Promise<JsonObject> {
  let current = object;
  for (const { version, change, downgrade } of steps) {
    try {
      // Copying an object and calling a function are no steps.
      allowance.check();
      current = plainObject(
        typeof downgrade === 'function'
          ? downgrade(plainCopy(current).copy)
          : await downgrade.evaluate(downgrade.copiesInput ? current : plainCopy(current).copy, meter),
      );
    } catch (error) {
      if (error instanceof SlowRenderingError) throw error;
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
