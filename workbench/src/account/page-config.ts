/** The configuration from `/config.json`. It is empty in a deployment; the local platform provides its keys. */
export interface PageConfig {
  readonly local?: {
    readonly keys: { readonly sandbox: string; readonly live: string };
    /** URL of a webhook endpoint for tests. */
    readonly test_endpoint: string;
    /** Path of the metrics of the functions. */
    readonly metrics: string;
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
