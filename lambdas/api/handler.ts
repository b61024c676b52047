import { httpHandler } from '../middleware/http.ts';
import { createApi } from './compose.ts';
import { apiRoutes } from './routes.ts';

const { context, http } = createApi();

/** Event destinations, events and deliveries over HTTP; everything of the API but publishing. */
export const handler = httpHandler(apiRoutes(context), http);
