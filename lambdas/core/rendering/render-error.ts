import { WaybillError } from '../errors.ts';

/** Longest reason that is kept: it may quote data. */
const MAX_REASON_LENGTH = 400;

/** Thrown when a change of the catalog fails to make an event's data into that of the version before. */
export class RenderError extends WaybillError {
  override readonly name: string = 'RenderError';
  override readonly code = 'render_failed';
  /** The same event fails the same way until the catalog is mended. */
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

/** JSONata throws objects that are no errors. */
function reasonOf(cause: unknown): string {
  const { message } = (cause ?? {}) as { message?: unknown };
  return (typeof message === 'string' ? message : String(cause)).replace(/\.$/, '');
}
