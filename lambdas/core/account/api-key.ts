/** Secrets that callers authenticate with: API keys, and tokens of Workbench sessions. */
import type { Mode, Tenant } from '../tenant.ts';
import type { Scope } from './scope.ts';

/** The record of an API key. The key itself is not stored. */
export interface ApiKey extends Tenant {
  readonly name: string;
  readonly last4: string;
  /** Whether it may act for other accounts. */
  readonly platform: boolean;
  /** Scopes of a restricted key; absent for an unrestricted one. */
  readonly scopes?: readonly Scope[];
  /** Unix milliseconds. */
  readonly created: number;
  /** Unix milliseconds, whole seconds; absent when it does not expire. */
  readonly expiresAt?: number;
}

/** A key that was created, and can be deleted, through the API. */
export interface IssuedKey extends ApiKey {
  /** A prefix of ISSUED and a ULID. */
  readonly id: string;
}

/** Prefixes of the ids of issued keys. */
export const ISSUED = { apiKey: 'key_', workbenchSession: 'wbs_' } as const;
export type IssuedPrefix = (typeof ISSUED)[keyof typeof ISSUED];

/** Unrestricted keys, restricted keys, tokens of Workbench sessions. */
export type KeyKind = 'sk' | 'rk' | 'ws';

const MODE_WORDS: Record<Mode, string> = { live: 'live', sandbox: 'test' };

/** Returns the prefix of keys of this kind and mode: `sk_live_`. */
export const keyPrefix = (kind: KeyKind, mode: Mode): string => `${kind}_${MODE_WORDS[mode]}_`;

/** Returns a new key. @param randomBytes a cryptographic source */
export const newKey = (kind: KeyKind, mode: Mode, randomBytes: (count: number) => Buffer): string =>
  keyPrefix(kind, mode) + randomBytes(32).toString('base64url');
