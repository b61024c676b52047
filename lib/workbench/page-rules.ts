/** How the page of the Workbench is served: by CloudFront once deployed, by the local platform here, and both the same. */

/** What the API answers, as CloudFront's path patterns; every other path is the page's. */
export const API_PATHS = ['/v1/*', '/v2/*', '/docs*', '/openapi.json'] as const;

/** Where sockets are opened: the WebSocket API's own path, and the distribution's. */
export const LISTEN_PATH = '/listen';

/** @param path of a request, as it is in the URL */
export const isApiPath = (path: string): boolean =>
  API_PATHS.some((pattern) => (pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern));

/**
 * Files of the page: in `assets/`, whose names hold a hash of what they hold, and beside `index.html`. Any other path is
 * one of the page's own, such as `/event_types/invoice.paid`, and gets `index.html`.
 */
export const PAGE_FILE = /^\/(?:assets\/.+|[^/]+)\.[A-Za-z0-9]+$/;
export const INDEX = '/index.html';

/** `Cache-Control` of files with and without a hash in their name. */
export const CACHE_CONTROL = { hashed: 'public, max-age=31536000, immutable', other: 'no-cache' } as const;

/** Header by which the distribution tells the API the host that its caller asked for. */
export const VIEWER_HOST_HEADER = 'x-waybill-host';

/** Scripts and requests of the page's own origin only. Styles may be inline: the components set them on elements. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** Every answer of the page has them; a deployment, which always speaks TLS, adds Strict-Transport-Security. */
export const PAGE_HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'permissions-policy': 'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
} as const;

/**
 * Text of the CloudFront Function that gives paths of the page `index.html`. Answering errors of the bucket with it
 * instead would do so for the API's errors too: a distribution's error pages are for all its origins.
 */
export const PAGE_URI_CODE = `function handler(event) {
  var request = event.request;
  if (!new RegExp(${JSON.stringify(PAGE_FILE.source)}).test(request.uri)) request.uri = '${INDEX}';
  return request;
}
`;

/** Text of the CloudFront Function that tells the API which host its caller asked for, whatever the caller says itself. */
export const VIEWER_HOST_CODE = `function handler(event) {
  var request = event.request;
  request.headers['${VIEWER_HOST_HEADER}'] = { value: request.headers.host.value };
  return request;
}
`;
