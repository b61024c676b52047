/** The API's own description, for programs and for people. */
import * as z from 'zod';
import { operation } from './operation.ts';

const tag = 'Reference';

export const getOpenApi = operation({
  id: 'getOpenApi',
  method: 'GET',
  path: '/openapi.json',
  tag,
  summary: 'Retrieve this description as OpenAPI 3.1',
  access: 'public',
  response: z.record(z.string(), z.unknown()),
});

export const getApiPage = operation({
  id: 'getApiPage',
  method: 'GET',
  path: '/docs',
  tag,
  summary: 'Read this description as a page',
  access: 'public',
  response: z.string().meta({ contentMediaType: 'text/html' }),
});
