/** `/config.json`: what the page's server tells it. A deployment tells nothing; the local platform its keys. */
export interface PageConfig {
  readonly local?: {
    readonly keys: { readonly sandbox: string; readonly live: string };
    /** A webhook endpoint to try things with. */
    readonly test_endpoint: string;
  };
}

export async function readPageConfig(): Promise<PageConfig> {
  try {
    const response = await fetch('/config.json', { cache: 'no-store', credentials: 'omit' });
    return response.ok ? ((await response.json()) as PageConfig) : {};
  } catch {
    return {};
  }
}
