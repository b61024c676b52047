/** Permissions of a restricted key or a Workbench session. `destinations:write` includes `destinations:read`. */
export const SCOPES = [
  'destinations:read',
  'destinations:write',
  'events:read',
  'events:publish',
  'deliveries:retry',
] as const;
export type Scope = (typeof SCOPES)[number];

/** Scopes that permit neither changes nor sending. */
export const READ_SCOPES: readonly Scope[] = ['destinations:read', 'events:read'];
