import { asError, logger } from '../adapters/telemetry.ts';
import { createListen } from './compose.ts';
import { type SocketEvent, type SocketResult, socketRoutes } from './routes.ts';

const route = socketRoutes(createListen());

/** Sockets of listeners: they open, say what they got and what became of it, and close. */
export const handler = async (event: SocketEvent): Promise<SocketResult> => {
  try {
    return await route(event);
  } catch (error) {
    const { routeKey, connectionId } = event.requestContext;
    logger.error('socket event failed', { route: routeKey, connection: connectionId, error: asError(error) });
    throw error;
  }
};
