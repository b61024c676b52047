/** What a destination answers, and what to do about it: which texts say so. */
import type { Attempt } from '../api/types.ts';
import { type Explanation, explanationOf } from '../delivery/attempt/explanations.ts';
import type { classMessages } from './class-messages.ts';
import { classOfAttempt, knownClass } from './error-classes.ts';

type ClassText = keyof (typeof classMessages)['en'];

export interface Advice {
  /** What it answers, of `class-messages.ts`. */
  readonly says: ClassText;
  readonly values: Readonly<Record<string, string>>;
  /** What to do; undefined for an error that this page does not know. */
  readonly explanation: Explanation | undefined;
}

/** From an attempt that failed: its status and the endpoint's own words say most. */
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

/** From what metrics count: the attempts themselves are not at hand. @param status of the answer, where it is known */
export function adviceForClass(name: string, status?: string): Advice {
  const known = knownClass(name);
  if (!known) return { says: 'answers_other', values: { name }, explanation: undefined };
  if (known === 'render_failed') {
    return { says: 'answers_render_failed', values: {}, explanation: { key: 'failed_render_failed', values: {} } };
  }
  const [, shown = ''] = /^http_(\dxx)$/.exec(known) ?? [];
  if (shown === '') {
    const error = { code: known, message: '' };
    return {
      says: `answers_${known}` as ClassText,
      values: {},
      explanation: explanationOf({ succeeded: false, http_status: null, error, response_headers: {} }),
    };
  }
  const values = { status: status ?? shown };
  const key = known === 'http_4xx' || known === 'http_5xx' ? known : undefined;
  return { says: 'answers_status', values, explanation: key && { key, values } };
}
