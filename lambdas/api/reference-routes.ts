/** The API's own description: the same for everybody, and made of nothing but the operations. */
import { OPERATIONS } from '../contract/operations.ts';
import * as operations from '../contract/reference-operations.ts';
import { implement, type Route } from '../middleware/api-request.ts';
import type { ApiContext } from './context.ts';
import { openApiDocument } from './openapi/document.ts';
import type { OpenApiDocument } from './openapi/types.ts';
import { apiPage, pagePolicy } from './reference-page/page.ts';

const HEADERS = { 'cache-control': 'public, max-age=300', 'x-content-type-options': 'nosniff' };

/** Stands in the kept page for where it is asked for. */
const ORIGIN = 'https://origin.invalid';

export function referenceRoutes({ settings }: ApiContext): Route[] {
  let made: Omit<OpenApiDocument, 'servers'> | undefined;
  /** Made once, at first use: most functions start to do something else. */
  const documentAt = (origin: string) => {
    made ??= openApiDocument(OPERATIONS, settings.defaultApiVersion);
    return { ...made, servers: [{ url: origin }] };
  };
  let page: string | undefined;
  /** Kept: anybody may ask for it, as often as they like and by any host. */
  const pageAt = (origin: string): string => {
    page ??= apiPage(documentAt(ORIGIN));
    return page.replaceAll(ORIGIN, origin);
  };
  return [
    implement(operations.getOpenApi, async ({ origin }) => ({ body: documentAt(origin), headers: HEADERS })),
    implement(operations.getApiPage, async ({ origin }) => ({
      body: pageAt(origin),
      headers: { ...HEADERS, 'content-type': 'text/html; charset=utf-8', 'content-security-policy': pagePolicy() },
    })),
  ];
}
