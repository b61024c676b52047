/** `/v1/stripecli/sessions`: the request of `stripe listen`, and its response. */
import * as z from 'zod';
import { line, queryList } from '../fields.ts';

const url = line(2000).optional();

/** Unknown fields are ignored, because another version of the Stripe CLI can send more. */
export const createStripeCliSessionSchema = z.looseObject({
  device_name: line(255).optional(),
  device_token: line(255).optional(),
  websocket_features: queryList(line(100), 10).optional(),
  forward_to_url: url,
  forward_connect_to_url: url,
  forward_thin_to_url: url,
  forward_thin_connect_to_url: url,
});

export const stripeCliSessionObject = z
  .object({
    websocket_id: z.string(),
    websocket_url: z.string(),
    websocket_authorized_feature: z.string(),
    secret: z.string(),
    reconnect_delay: z.int().describe('Seconds after which the client reopens its socket.'),
    default_version: z.string(),
    latest_version: z.string(),
    device_token: z.string(),
    display_connect_filter_warning: z.boolean(),
  })
  .meta({ id: 'stripecli_session' });
