/** Sends to the sockets of a WebSocket API through its management API. */
import {
  type ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import type { Sockets } from '../../core/listen/ports.ts';
import { asError, logger } from '../telemetry/telemetry.ts';

const isGone = (error: unknown): boolean => error instanceof Error && error.name === 'GoneException';

export function createSockets(client: ApiGatewayManagementApiClient): Sockets {
  return {
    async send(connectionId, text) {
      try {
        await client.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data: Buffer.from(text) }));
        return 'sent';
      } catch (error) {
        if (isGone(error)) return 'gone';
        logger.warn('a message was not sent to a socket', { connection: connectionId, error: asError(error) });
        return 'failed';
      }
    },

    async close(connectionId) {
      try {
        await client.send(new DeleteConnectionCommand({ ConnectionId: connectionId }));
      } catch (error) {
        if (!isGone(error)) logger.warn('a socket was not closed', { connection: connectionId, error: asError(error) });
      }
    },
  };
}
