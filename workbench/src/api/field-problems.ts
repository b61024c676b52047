/** Splits validation errors by field. v2 errors name their fields only in the message: `name: is required.; …` */
import { ApiError } from '../../../api-client/api-error.ts';

export interface FieldProblem {
  /** `webhook_endpoint.url` */
  readonly field: string;
  /** A sentence. */
  readonly text: string;
}

const NEXT = /; (?=[a-z_]+(?:\.[a-z_]+|\[\d+\])*: )/;
const NAMED = /^([a-z_]+(?:\.[a-z_]+|\[\d+\])*): (.+)$/s;

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Returns an empty list for an error without a field. */
export function fieldProblems(error: unknown): FieldProblem[] {
  if (!(error instanceof ApiError) || error.code !== 'invalid_fields') return [];
  const found = error.message.split(NEXT).flatMap((part) => {
    const [, field, text] = NAMED.exec(part) ?? [];
    return field && text ? [{ field, text: sentence(text) }] : [];
  });
  if (found.length > 0 || error.param === undefined) return found;
  return [{ field: error.param, text: sentence(error.message) }];
}

/** Returns the text for a field or a part of it: `enabled_events` includes `enabled_events[2]`. */
export const problemOf = (problems: readonly FieldProblem[], field: string): string | undefined =>
  problems.find((one) => one.field === field || one.field.startsWith(`${field}.`) || one.field.startsWith(`${field}[`))
    ?.text;
