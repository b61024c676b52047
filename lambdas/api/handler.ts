import { httpHandler } from '../middleware/http.ts';
import { createApi } from './compose.ts';
import { apiRoutes } from './routes.ts';

const { context, http } = createApi();

/** Serves every operation of the API except publishing. */
export const handler = httpHandler(apiRoutes(context), http);
