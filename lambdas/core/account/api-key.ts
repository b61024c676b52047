/** Secrets that callers authenticate with: API keys, and tokens of Workbench sessions. */
import type { Mode, Tenant } from '../tenant.ts';
import type { Scope } from './scope.ts';

/** What is known of a key; the key itself is known to its holder alone. */
export interface ApiKey extends Tenant {
  readonly name: string;
  readonly last4: string;
  /** Whether it may act for other accounts. */
  readonly platform: boolean;
  /** What a restricted key may do; all that its account may when absent. */
  readonly scopes?: readonly Scope[];
  /** Unix milliseconds. */
  readonly created: number;
  /** Unix milliseconds, whole seconds; it is not a key any more from then on. */
  readonly expiresAt?: number;
}

/** One that a call of the API made, and another can delete. */
export interface IssuedKey extends ApiKey {
  /** A prefix of ISSUED and a ULID. */
  readonly id: string;
}

/** What ids of issued keys begin with. */
export const ISSUED = { apiKey: 'key_', workbenchSession: 'wbs_' } as const;
export type IssuedPrefix = (typeof ISSUED)[keyof typeof ISSUED];

/** Unrestricted keys, restricted keys, tokens of Workbench sessions. */
export type KeyKind = 'sk' | 'rk' | 'ws';

const MODE_WORDS: Record<Mode, string> = { live: 'live', sandbox: 'test' };

/** What a key of this kind and mode begins with: `sk_live_`. */
export const keyPrefix = (kind: KeyKind, mode: Mode): string => `${kind}_${MODE_WORDS[mode]}_`;

/** @param randomBytes cryptographic */
export const newKey = (kind: KeyKind, mode: Mode, randomBytes: (count: number) => Buffer): string =>
  keyPrefix(kind, mode) + randomBytes(32).toString('base64url');
