/** The API client of the command line: it retries, because no one repeats a call of a script. */
import { type Client, createClient } from '../api-client/client.ts';
import { retrying } from '../api-client/retrying.ts';
import { pause } from './interrupt.ts';
import { VERSION } from './version.ts';

export type Api = Client;

export interface ApiOptions {
  readonly base: string;
  readonly key: string;
  readonly account?: string | undefined;
  readonly retries?: number;
}

const RETRIES = 3;

export const createApi = ({ retries = RETRIES, ...options }: ApiOptions): Api =>
  createClient({ ...options, userAgent: `waybill-cli/${VERSION}`, retry: retrying(retries, pause) });
