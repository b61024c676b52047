/**
 * Compiles and evaluates JSONata expressions within limits. The interpreter is loaded with the first expression, and each expression
 * is compiled once. The bundle of a function contains a synchronous build of the interpreter.
 */
import type jsonata from 'jsonata';
import { InvalidFieldsError } from '../errors.ts';
import type { JsonObject } from '../event/event.ts';
import { type FunctionDefinition, guarded } from './guarded-functions.ts';
import { LimitError, MAX_EXPRESSION_LENGTH, MAX_STEPS_DEEP } from './limits.ts';
import type { Meter } from './meter.ts';
import { type ExpressionNode, refusalOf, walkExpression } from './refused-syntax.ts';

export interface CompiledExpression {
  /** Whether the expression first copies its input and then uses only the copy. */
  readonly copiesInput: boolean;
  /**
   * Evaluates the expression.
   * @param input some expressions change it, unless they copy it
   * @throws Error, or an object with a message, as JSONata does
   */
  evaluate(input: JsonObject, meter: Meter): Promise<unknown>;
}

/** JSONata calls these before and after each step. */
const ENTRY = Symbol.for('jsonata.__evaluate_entry');
const EXIT = Symbol.for('jsonata.__evaluate_exit');

/** Functions that an expression may use without naming them. */
const IMPLIED_FUNCTIONS = ['clone'];

/** Key of the meter in the base environment of an evaluation. */
const METER = Symbol('meter');

/** The environment that JSONata passes to a hook. Each evaluation has its own `base`. */
interface Environment {
  readonly base: {
    [METER]?: Meter;
    /** Number of nested steps in progress. */
    readonly depth: number;
  };
}

/** Cached expressions. A catalog has hundreds at most. */
const MAX_CACHED = 1000;
const cache = new Map<string, Promise<CompiledExpression>>();

/** Returns the compiled expression, cached. @throws InvalidFieldsError when it is not valid or not allowed */
export function compileExpression(text: string): Promise<CompiledExpression> {
  const cached = cache.get(text);
  if (cached) return cached;
  if (cache.size >= MAX_CACHED) cache.delete(cache.keys().next().value as string);
  const compiled = compile(text);
  cache.set(text, compiled);
  return compiled;
}

/** Checks that an expression can be used as a downgrade. @throws InvalidFieldsError when it cannot */
export async function checkExpression(text: string): Promise<void> {
  await compileExpression(text);
}

async function compile(text: string): Promise<CompiledExpression> {
  if (text.length > MAX_EXPRESSION_LENGTH) {
    throw new InvalidFieldsError(`The expression is longer than ${MAX_EXPRESSION_LENGTH} characters.`);
  }
  const { default: parse } = await import('jsonata');
  const expression = parsed(parse, text);
  const tree = expression.ast() as unknown as ExpressionNode;
  const variables = new Set<unknown>(IMPLIED_FUNCTIONS);
  const updates = new Set<unknown>();
  const operands = new Set<unknown>();
  walkExpression(tree, (node: ExpressionNode) => {
    const refusal = refusalOf(node);
    if (refusal !== undefined) throw new InvalidFieldsError(`The expression cannot be used: ${refusal}.`);
    if (node.type === 'variable') variables.add(node.value);
    if (node.type === 'transform') updates.add(node.update);
    if (node.type === 'binary' && READING_OPERATORS.has(node.value)) operands.add(node.lhs).add(node.rhs);
  });
  const evaluate = metered(expression, await definitionsOf(parse, variables), { updates, operands });
  return { evaluate, copiesInput: isTransformOf(tree) && !variables.has(WHOLE_INPUT) };
}

/** The variable `$$`, with which a transform could use the original of its copy. */
const WHOLE_INPUT = '$';

/** Returns whether the expression is `$ ~> |...|...|`, the most common downgrade, or several of these in a row. */
function isTransformOf({ type, lhs, rhs, value }: ExpressionNode): boolean {
  if (type === 'variable') return value === '';
  return type === 'apply' && (rhs as ExpressionNode).type === 'transform' && isTransformOf(lhs as ExpressionNode);
}

function parsed(parse: typeof jsonata, text: string): jsonata.Expression {
  try {
    return parse(text);
  } catch (error) {
    const { message, position } = error as { message?: string; position?: number };
    const where = position === undefined ? '' : `, at character ${position}`;
    throw new InvalidFieldsError(`The expression is not JSONata: ${message ?? String(error)}${where}.`);
  }
}

/** Returns the built-in functions of JSONata among the names. */
async function definitionsOf(parse: typeof jsonata, names: Iterable<unknown>) {
  const found: [string, FunctionDefinition][] = [];
  for (const name of names) {
    if (typeof name !== 'string' || !/^\w+$/.test(name)) continue;
    const value = await parse(`$${name}`).evaluate(undefined);
    if (value?._jsonata_function === true) found.push([name, value]);
  }
  return found;
}

/** Types of nodes whose result may be a new object, array or text. Other nodes return existing values. */
const MAKERS = new Set(['unary', 'binary', 'path', 'wildcard', 'descendant', 'function', 'apply']);

const makesValue = ({ type = '', group, predicate }: ExpressionNode): boolean =>
  MAKERS.has(type) || group !== undefined || predicate !== undefined;

/** Operators that read their operands completely, by symbol. */
const READING_OPERATORS: ReadonlySet<unknown> = new Set(['=', '!=', '<', '<=', '>', '>=', '&']);

/** Returns whether a step makes an object for each item of its result, as `@`, `#` and `%` do to record its origin. */
const bindsItems = ({ tuple, focus, index }: ExpressionNode): boolean => Boolean(tuple ?? focus ?? index);

/** Nodes whose results need an additional count. */
interface Counted {
  /** Update clauses of transforms. Their results become part of an existing object. */
  readonly updates: ReadonlySet<unknown>;
  /** Operands of READING_OPERATORS. */
  readonly operands: ReadonlySet<unknown>;
}

/** Returns the evaluation of an expression, in which each step is counted with the meter of the evaluation. */
function metered(
  expression: jsonata.Expression,
  definitions: readonly (readonly [string, FunctionDefinition])[],
  { updates, operands }: Counted,
): CompiledExpression['evaluate'] {
  let beginning: Meter | undefined;
  const meterOf = (base: Environment['base']): Meter => {
    base[METER] ??= beginning as Meter;
    return base[METER];
  };
  const assign = expression.assign as (name: string | symbol, value: unknown) => void;
  assign(ENTRY, (_node: unknown, _input: unknown, { base }: Environment) => {
    meterOf(base).spend(1);
    if (base.depth > MAX_STEPS_DEEP) throw new LimitError(`it has more than ${MAX_STEPS_DEEP} nested steps`);
  });
  const whole: unknown = expression.ast();
  assign(EXIT, (node: ExpressionNode, _input: unknown, { base }: Environment, result: unknown) => {
    if (typeof result !== 'object' && typeof result !== 'string') return;
    const meter = meterOf(base);
    meter.countResult(result);
    if (operands.has(node)) meter.countRead(result);
    if (Array.isArray(result) && bindsItems(node)) meter.spend(result.length);
    // The result of the whole expression is counted by the check that it is JSON.
    if (node !== whole && makesValue(node)) meter.countNew(result);
    if (updates.size > 0 && updates.has(node)) meter.clearSizes();
  });
  for (const [name, definition] of definitions) assign(name, guarded(name, definition, meterOf));
  return async (input, meter) => {
    try {
      beginning = meter;
      // The first step runs synchronously, before another evaluation can start, and gets this meter.
      return await expression.evaluate(input);
    } catch (error) {
      meter.stop(error);
      throw error;
    }
  };
}
