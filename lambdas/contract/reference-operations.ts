/** The description of the API as OpenAPI and as a page. */
import * as z from 'zod';
import { operation } from './operation.ts';

const tag = 'Reference';

export const getOpenApi = operation({
  id: 'getOpenApi',
  method: 'GET',
  path: '/openapi.json',
  tag,
  summary: 'Retrieve the OpenAPI 3.1 document',
  access: 'public',
  response: z.record(z.string(), z.unknown()),
});

export const getApiPage = operation({
  id: 'getApiPage',
  method: 'GET',
  path: '/docs',
  tag,
  summary: 'Read the API reference',
  access: 'public',
  response: z.string().meta({ contentMediaType: 'text/html' }),
});
