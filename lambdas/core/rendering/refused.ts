/** What an expression may not have in it: what gives another result each time, and what cannot be stopped. */

/** As much of a node of an expression as is looked at. */
export interface ExpressionNode {
  readonly type?: string;
  readonly value?: unknown;
  readonly signature?: { readonly definition: string };
  readonly [member: string]: unknown;
}

const NOT_DETERMINISTIC = 'an event has to be rendered the same at every attempt';
const NOT_STOPPABLE = 'what it takes has no bound that could be checked';

/** Functions by name, and why they are refused. */
const REFUSED_FUNCTIONS: Readonly<Record<string, string>> = {
  now: NOT_DETERMINISTIC,
  millis: NOT_DETERMINISTIC,
  random: NOT_DETERMINISTIC,
  shuffle: NOT_DETERMINISTIC,
  eval: 'what it would evaluate cannot be checked beforehand',
  // Makes a regular expression of the picture it is given.
  parseInteger: NOT_STOPPABLE,
};

/** Repeated parameters of a function's signature; with several, matching arguments can take exponential time. */
const MAX_REPEATED = 1;

/** Why a node makes its expression unusable; undefined when it does not. */
export function refusalOf({ type, value, signature }: ExpressionNode): string | undefined {
  if (type === 'regex') return 'regular expressions cannot be used: a match cannot be stopped';
  if (type === 'binary' && value === '..') return `the range operator '..' cannot be used: ${NOT_STOPPABLE}`;
  if (type === 'variable' && typeof value === 'string' && Object.hasOwn(REFUSED_FUNCTIONS, value)) {
    return `$${value} cannot be used: ${REFUSED_FUNCTIONS[value]}`;
  }
  if (signature && signature.definition.split('+').length - 1 > MAX_REPEATED) {
    return `the signature ${signature.definition} repeats more than one parameter`;
  }
  return undefined;
}

/** Calls `visit` with each node of an expression. */
export function walkExpression(node: unknown, visit: (node: ExpressionNode) => void): void {
  if (typeof node !== 'object' || node === null || node instanceof RegExp) return;
  if (!Array.isArray(node)) visit(node as ExpressionNode);
  for (const member of Object.values(node)) walkExpression(member, visit);
}
