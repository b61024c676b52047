/** What the API finds wrong, by field. Errors of v2 name their fields in the message alone: `name: is required.; …` */
import { ApiError } from './api-error.ts';

export interface FieldProblem {
  /** `webhook_endpoint.url` */
  readonly field: string;
  /** As a sentence. */
  readonly text: string;
}

const NEXT = /; (?=[a-z_]+(?:\.[a-z_]+|\[\d+\])*: )/;
const NAMED = /^([a-z_]+(?:\.[a-z_]+|\[\d+\])*): (.+)$/s;

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Empty for an error that is about no field. */
export function fieldProblems(error: unknown): FieldProblem[] {
  if (!(error instanceof ApiError) || error.code !== 'invalid_fields') return [];
  const found = error.message.split(NEXT).flatMap((part) => {
    const [, field, text] = NAMED.exec(part) ?? [];
    return field && text ? [{ field, text: sentence(text) }] : [];
  });
  if (found.length > 0 || error.param === undefined) return found;
  return [{ field: error.param, text: sentence(error.message) }];
}

/** The text for a field, or for what is in it: `enabled_events` has those of `enabled_events[2]`. */
export const problemOf = (problems: readonly FieldProblem[], field: string): string | undefined =>
  problems.find((one) => one.field === field || one.field.startsWith(`${field}.`) || one.field.startsWith(`${field}[`))
    ?.text;
