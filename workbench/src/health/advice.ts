/** Chooses the texts that describe a failure and recommend an action. */
import type { Attempt } from '../api/types.ts';
import { type Explanation, explanationOf } from '../delivery/attempt/explanations.ts';
import type { classMessages } from './class-messages.ts';
import { classOfAttempt, knownClass } from './error-classes.ts';

type ClassText = keyof (typeof classMessages)['en'];

export interface Advice {
  /** Key in `class-messages.ts`. */
  readonly summary: ClassText;
  readonly values: Readonly<Record<string, string>>;
  /** The recommended action; undefined for an error class that the Workbench does not know. */
  readonly explanation: Explanation | undefined;
}

/** Returns the advice for a failed attempt, the most specific source; undefined when the attempt succeeded. */
export function adviceForAttempt(
  attempt: Pick<Attempt, 'succeeded' | 'error' | 'http_status' | 'response_headers'>,
): Advice | undefined {
  const name = classOfAttempt(attempt);
  if (name === undefined) return undefined;
  const { http_status } = attempt;
  return {
    ...adviceForClass(name, http_status === null ? undefined : String(http_status)),
    explanation: explanationOf(attempt),
  };
}

/** Returns the advice for an error class of the metrics, for use when no attempt is available. @param status HTTP status, when known */
export function adviceForClass(name: string, status?: string): Advice {
  const known = knownClass(name);
  if (!known) return { summary: 'summary_other', values: { name }, explanation: undefined };
  if (known === 'render_failed') {
    return { summary: 'summary_render_failed', values: {}, explanation: { key: 'failed_render_failed', values: {} } };
  }
  const [, shown = ''] = /^http_(\dxx)$/.exec(known) ?? [];
  if (shown === '') {
    const error = { code: known, message: '' };
    return {
      summary: `summary_${known}` as ClassText,
      values: {},
      explanation: explanationOf({ succeeded: false, http_status: null, error, response_headers: {} }),
    };
  }
  const values = { status: status ?? shown };
  const key = known === 'http_4xx' || known === 'http_5xx' ? known : undefined;
  return { summary: 'summary_status', values, explanation: key && { key, values } };
}
