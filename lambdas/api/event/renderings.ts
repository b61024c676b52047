/** Renders events as destinations receive them, with the current catalog. */
import type { DeliveryBody } from '../../contract/delivery/delivery.ts';
import { unknownVersion } from '../../core/catalog/rules.ts';
import type { Delivery } from '../../core/delivery/delivery.ts';
import type { Destination } from '../../core/destination/destination.ts';
import { UnrenderableError } from '../../core/errors.ts';
import type { WaybillEvent } from '../../core/event/event.ts';
import { isAlwaysThin } from '../../core/event/event-body.ts';
import { ProcessorAllowance } from '../../core/rendering/processor-allowance.ts';
import { renderData } from '../../core/rendering/render-data.ts';
import { RenderError } from '../../core/rendering/render-error.ts';
import { createRenderOnce } from '../../core/rendering/render-once.ts';
import type { ApiContext } from '../context.ts';
import { fitsResponse } from '../response-size.ts';

/**
 * Renders the event as a destination that is pinned to the version receives it. Without a version, returns it as published.
 * @throws InvalidFieldsError when there is no such version
 * @throws UnrenderableError when a downgrade fails
 */
export async function inVersion(
  { ports }: ApiContext,
  event: WaybillEvent,
  version: string | undefined,
): Promise<WaybillEvent> {
  if (version === undefined) return event;
  const { catalog, downgrades, processorTime } = ports;
  const versions = await catalog.versions(event.mode);
  const problem = unknownVersion(versions, version, 'api_version');
  if (problem) throw problem;
  if (isAlwaysThin(event.type)) return event;
  try {
    return {
      ...event,
      ...(await renderData(event, version, versions, downgrades, new ProcessorAllowance(processorTime))),
    };
  } catch (error) {
    if (!(error instanceof RenderError)) throw error;
    throw new UnrenderableError(error.message, { param: 'api_version', cause: error });
  }
}

/** Returns the request body that an attempt made now would send, or why there is none. */
export async function bodyNow(
  { ports }: ApiContext,
  destination: Destination,
  { account, mode, eventKey }: Delivery,
): Promise<DeliveryBody> {
  const { catalog, downgrades, processorTime } = ports;
  const event = await ports.events.getById({ account, mode }, eventKey);
  if (!event) return noBody('event_expired', 'The event is older than 30 days and was deleted.');
  const render = createRenderOnce({ versions: (of) => catalog.versions(of), downgrades, processorTime });
  try {
    const body = await render(destination, event);
    return fitsResponse(body)
      ? { body, body_error: null }
      : noBody('payload_too_large', 'The body is too large for the response.');
  } catch (error) {
    if (!(error instanceof RenderError)) throw error;
    return noBody(error.code, error.message);
  }
}

const noBody = (code: string, message: string): DeliveryBody => ({ body: null, body_error: { code, message } });
