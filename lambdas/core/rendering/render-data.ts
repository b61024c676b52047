/** Renders an event's data in an older API version: undoes the changes since that version, newest first. */
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

/** Downgrade functions by name. Each gets a copy of the object, and must be deterministic. */
export type DowngradeFunctions = Readonly<Record<string, (object: JsonObject) => JsonObject>>;

export interface RenderedData {
  readonly data: WaybillEvent['data'];
  /** The version that the data is in. */
  readonly apiVersion: string;
}

/** A change that applies to the event. */
interface Step {
  readonly version: string;
  readonly change: string;
  readonly downgrade: CompiledExpression | ((object: JsonObject) => JsonObject);
}

/** Without a clock, steps and sizes alone bound a rendering. */
const withoutClock = (): ProcessorAllowance => new ProcessorAllowance(() => 0);

/**
 * Returns the data of an event in an API version. Deterministic, including the order of keys. Does not change the event.
 * @param target API version. The data is returned as published when it is not older than the event's version, or when the catalog
 * does not have both
 * @param versions newest first
 * @param allowance processor time of the batch
 * @throws RenderError when a change fails, does not return an object, or exceeds a limit
 * @throws SlowRenderingError when the machine is too slow: an internal error
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
  throw new RenderError(version, change, new Error(`this deployment has no function '${name}'`));
}

interface Rendering {
  readonly steps: readonly Step[];
  readonly meter: Meter;
  readonly allowance: ProcessorAllowance;
}

/** Applies the downgrades. Does not change the object: deliveries share it, and a function may keep its result. */
async function downgraded(object: JsonObject, { steps, meter, allowance }: Rendering): Promise<JsonObject> {
  let current = object;
  for (const { version, change, downgrade } of steps) {
    try {
      // Copying an object and calling a function are not counted as steps.
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

/** Returns the fields of `before` that differ in `now`, and null for the fields that `before` does not have. */
function differing(before: JsonObject, now: JsonObject): JsonObject {
  const added = Object.keys(now).filter((key) => !Object.hasOwn(before, key));
  const changed = Object.entries(before).filter(([key, value]) => !isDeepStrictEqual(value, now[key]));
  return Object.fromEntries([...changed, ...added.map((key) => [key, null])]);
}
