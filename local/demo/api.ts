/** Calls the API like any HTTP client. */

export type Call = <T>(method: string, path: string, body?: unknown) => Promise<T>;

/** Returns the body of the response. @throws Error for any status but 200 */
export const apiCaller =
  (url: string, key: string): Call =>
  async (method, path, body) => {
    const response = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${key}`, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  };

/** Reads all pages of a v2 list. */
export async function listAll<T>(call: Call, path: string): Promise<T[]> {
  const all: T[] = [];
  let next: string | null = path;
  while (next) {
    const page: { data: T[]; next_page_url: string | null } = await call('GET', next);
    all.push(...page.data);
    next = page.next_page_url;
  }
  return all;
}
