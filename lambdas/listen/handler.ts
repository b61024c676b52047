import { logger } from '../adapters/telemetry/telemetry.ts';
import { createListen } from './compose.ts';
import { type SocketEvent, type SocketResult, socketRoutes } from './routes.ts';

const { telemetry, ...ports } = createListen();
const route = socketRoutes(ports);

/** Handles the events of listen sockets: they open, send acknowledgements and local responses, and close. */
export const handler = async (event: SocketEvent): Promise<SocketResult> => {
  const { routeKey, connectionId } = event.requestContext;
  try {
    const result = await route(event);
    // The frames of clients are not logged, because they contain customers' data.
    if (routeKey !== '$default')
      logger.info('socket', { route: routeKey, connection: connectionId, status: result.statusCode });
    return result;
  } catch (error) {
    telemetry.internalError('socket event failed', error, { route: routeKey, connection: connectionId });
    throw error;
  }
};
