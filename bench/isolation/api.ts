/** Calls the API of the local platform for the accounts of a bench. */
import type { Started } from './platform.ts';

export interface BenchApi {
  /** Makes a call for an account. @throws Error for any status other than 200 */
  post(account: string, path: string, body: object): Promise<{ readonly id: string }>;
  /** Creates a destination of an account that receives all events. @param over other fields of the request */
  createDestination(account: string, url: string, over?: object): Promise<void>;
}

export function createBenchApi({ url, key }: Started): BenchApi {
  const post: BenchApi['post'] = async (account, path, body) => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'stripe-account': account };
    const response = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    const text = await response.text();
    if (response.status !== 200) throw new Error(text);
    return JSON.parse(text) as { id: string };
  };
  return {
    post,
    createDestination: async (account, target, over = {}) => {
      await post(account, '/v2/core/event_destinations', {
        name: 'bench',
        type: 'webhook_endpoint',
        event_payload: 'snapshot',
        enabled_events: ['*'],
        webhook_endpoint: { url: target },
        ...over,
      });
    },
  };
}
