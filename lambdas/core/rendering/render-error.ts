import { WaybillError } from '../errors.ts';

/** Longest reason, characters. */
const MAX_REASON_LENGTH = 400;

/** Thrown when a change of the catalog fails to downgrade an event's data. */
export class RenderError extends WaybillError {
  override readonly name: string = 'RenderError';
  override readonly code = 'render_failed';
  /** The event fails in the same way until the catalog is fixed. */
  override readonly retryable = false;
  readonly version: string;
  readonly change: string;

  constructor(version: string, change: string, cause: unknown) {
    super(`Change '${change}' of version ${version} failed: ${reasonOf(cause).slice(0, MAX_REASON_LENGTH)}.`, {
      cause,
    });
    this.version = version;
    this.change = change;
  }
}

/** JSONata throws objects that are not errors. */
function reasonOf(cause: unknown): string {
  const { message } = (cause ?? {}) as { message?: unknown };
  return (typeof message === 'string' ? message : String(cause)).replace(/\.$/, '');
}
