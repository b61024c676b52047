/** Serves the page of the Workbench, its configuration, and the test endpoint. */
import { isApiPath } from '../../lib/workbench/page-rules.ts';
import { METRICS_PATH } from '../metrics/metrics-site.ts';
import { createTestEndpoint, TEST_ENDPOINT_PATH } from '../test-endpoint.ts';
import type { Site, SiteRequest, SiteResponse } from './http-gateway.ts';
import { readStaticFiles, type StaticFiles } from './static-files.ts';

export interface SiteOptions {
  readonly keys: { readonly sandbox: string; readonly live: string };
  /** Returns the folder with the files of the page. Called at the first request, and again after it failed. */
  readonly page: () => Promise<string>;
  readonly onError: (error: unknown) => void;
}

/** Host names of this machine. Under any other name the keys are not returned, because a web site can point its own name to this machine. */
const THIS_MACHINE = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i;

export function createSite({ keys, page, onError }: SiteOptions): Site {
  const testEndpoint = createTestEndpoint();
  let files: Promise<StaticFiles> | undefined;

  async function pageResponse(path: string): Promise<SiteResponse> {
    files ??= page().then(readStaticFiles);
    try {
      return (await files)(path);
    } catch (error) {
      files = undefined;
      onError(error);
      const headers = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' };
      return { status: 503, headers, body: (error as Error).message };
    }
  }

  const config = ({ headers, port }: SiteRequest): SiteResponse => {
    const local = { keys, test_endpoint: `http://127.0.0.1:${port}${TEST_ENDPOINT_PATH}`, metrics: METRICS_PATH };
    const localConfig = THIS_MACHINE.test(headers.host ?? '') ? { local } : {};
    const jsonHeaders = { 'content-type': 'application/json', 'cache-control': 'no-store' };
    return { status: 200, headers: jsonHeaders, body: JSON.stringify(localConfig) };
  };

  return async (request) => {
    const { method, path } = request;
    const reads = method === 'GET' || method === 'HEAD';
    if (path === TEST_ENDPOINT_PATH && !reads) return testEndpoint(request);
    if (!reads || isApiPath(path)) return undefined;
    return path === '/config.json' ? config(request) : pageResponse(path);
  };
}
