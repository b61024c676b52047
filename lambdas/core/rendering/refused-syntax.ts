/** Refuses expressions that are not deterministic, or that cannot be stopped. */

/** The fields of a node that are checked. */
export interface ExpressionNode {
  readonly type?: string;
  readonly value?: unknown;
  readonly signature?: { readonly definition: string };
  readonly [member: string]: unknown;
}

const NOT_DETERMINISTIC = 'an event must have the same body at every attempt';
const NOT_STOPPABLE = 'the time and memory it needs cannot be limited';

/** Functions by name, and why they are refused. */
const REFUSED_FUNCTIONS: Readonly<Record<string, string>> = {
  now: NOT_DETERMINISTIC,
  millis: NOT_DETERMINISTIC,
  random: NOT_DETERMINISTIC,
  shuffle: NOT_DETERMINISTIC,
  eval: 'the text it evaluates cannot be checked in advance',
  // Makes a regular expression of its picture.
  parseInteger: NOT_STOPPABLE,
};

/** Largest number of repeated parameters in a signature. With several, matching the arguments can take exponential time. */
const MAX_REPEATED = 1;

/** Returns why a node is not allowed; undefined when it is allowed. */
export function refusalOf({ type, value, signature }: ExpressionNode): string | undefined {
  if (type === 'regex') return 'regular expressions cannot be used: a match cannot be interrupted';
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
