/** Rules for serving the page of the Workbench, shared by CloudFront and the local platform. */

/** Paths of the API as CloudFront path patterns. All other paths belong to the page. */
export const API_PATHS = ['/v1/*', '/v2/*', '/docs*', '/openapi.json'] as const;

/** Path of the sockets, on the WebSocket API and on the distribution. */
export const LISTEN_PATH = '/listen';

/** Returns whether a path belongs to the API. @param path of a request, as in the URL */
export const isApiPath = (path: string): boolean =>
  API_PATHS.some((pattern) => (pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern));

/**
 * Matches the files of the page: those in `assets/`, whose names contain a hash of their content, and those beside `index.html`.
 * Every other path is a route of the page, such as `/event_types/invoice.paid`, and returns `index.html`.
 */
export const PAGE_FILE = /^\/(?:assets\/.+|[^/]+)\.[A-Za-z0-9]+$/;
export const INDEX = '/index.html';

/** `Cache-Control` of files with and without a hash in their name. */
export const CACHE_CONTROL = { hashed: 'public, max-age=31536000, immutable', other: 'no-cache' } as const;

/** Header in which the distribution sends the requested host to the API. */
export const VIEWER_HOST_HEADER = 'x-waybill-host';

/** Allows scripts and requests of the page's own origin only. Styles can be inline, because the components set them on elements. */
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

/** Headers of every response of the page. A deployment, which always uses TLS, adds Strict-Transport-Security. */
export const PAGE_HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'permissions-policy': 'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
} as const;

/**
 * Source of the CloudFront Function that returns `index.html` for routes of the page. Error pages of the distribution are no
 * alternative: they apply to all origins, so that they would replace the errors of the API.
 */
export const PAGE_URI_CODE = `function handler(event) {
  var request = event.request;
  if (!new RegExp(${JSON.stringify(PAGE_FILE.source)}).test(request.uri)) request.uri = '${INDEX}';
  return request;
}
`;

/** Source of the CloudFront Function that sends the requested host to the API and overwrites such a header of the caller. */
export const VIEWER_HOST_CODE = `function handler(event) {
  var request = event.request;
  request.headers['${VIEWER_HOST_HEADER}'] = { value: request.headers.host.value };
  return request;
}
`;
