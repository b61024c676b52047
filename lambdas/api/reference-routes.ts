/** `/openapi.json` and `/docs`. Both are generated from the operations and are the same for every caller. */
import { OPERATIONS } from '../contract/operations.ts';
import * as operations from '../contract/reference-operations.ts';
import { implement, type Route } from '../middleware/api-request.ts';
import type { ApiContext } from './context.ts';
import { openApiDocument } from './openapi/document.ts';
import type { OpenApiDocument } from './openapi/types.ts';
import { apiPage, pagePolicy } from './reference-page/page.ts';

const HEADERS = { 'cache-control': 'public, max-age=300', 'x-content-type-options': 'nosniff' };

/** Placeholder in the cached page for the origin of the request. */
const ORIGIN = 'https://origin.invalid';

export function referenceRoutes({ settings }: ApiContext): Route[] {
  let cached: Omit<OpenApiDocument, 'servers'> | undefined;
  /** Generated at first use, because most function instances never need it. */
  const documentAt = (origin: string) => {
    cached ??= openApiDocument(OPERATIONS, settings.defaultApiVersion);
    return { ...cached, servers: [{ url: origin }] };
  };
  let page: string | undefined;
  /** Cached, because anyone can request it without a key, with any host name. */
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
