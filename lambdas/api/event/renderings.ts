/** Events in the shapes that destinations get them in, made by the rules of delivering and of the catalog as it is now. */
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
import { fitsAnswer } from '../response-size.ts';

/**
 * The event as a destination of snapshots gets it that is pinned to the version; as it was published without one.
 * @throws InvalidFieldsError when there is no such version
 * @throws UnrenderableError when a change fails
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

/** The text that an attempt made now would send, or why none could be made. */
export async function bodyNow(
  { ports }: ApiContext,
  destination: Destination,
  { account, mode, eventKey }: Delivery,
): Promise<DeliveryBody> {
  const { catalog, downgrades, processorTime } = ports;
  const event = await ports.events.getById({ account, mode }, eventKey);
  if (!event) return noBody('event_expired', 'Events are kept for 30 days, and this one is older.');
  const render = createRenderOnce({ versions: (of) => catalog.versions(of), downgrades, processorTime });
  try {
    const body = await render(destination, event);
    return fitsAnswer(body) ? { body, body_error: null } : noBody('payload_too_large', 'It is too large to be shown.');
  } catch (error) {
    if (!(error instanceof RenderError)) throw error;
    return noBody(error.code, error.message);
  }
}

const noBody = (code: string, message: string): DeliveryBody => ({ body: null, body_error: { code, message } });
