/**
 * JSONata, bounded. Its interpreter is loaded when the first expression is needed; expressions are compiled once. In the
 * bundle of a function it is one that gives its results at once, not as promises.
 */
import type jsonata from 'jsonata';
import { InvalidFieldsError } from '../errors.ts';
import type { JsonObject } from '../event/event.ts';
import { type FunctionDefinition, guarded } from './guarded-functions.ts';
import { LimitError, MAX_EXPRESSION_LENGTH, MAX_STEPS_DEEP } from './limits.ts';
import type { Meter } from './meter.ts';
import { type ExpressionNode, refusalOf, walkExpression } from './refused.ts';

export interface CompiledExpression {
  /** Whether it copies its input before all else, and what it works on is the copy alone. */
  readonly copiesInput: boolean;
  /**
   * @param input is changed by some expressions that do not copy it
   * @throws Error, or an object with a message as JSONata throws it
   */
  evaluate(input: JsonObject, meter: Meter): Promise<unknown>;
}

/** JSONata calls these before and after each step. */
const ENTRY = Symbol.for('jsonata.__evaluate_entry');
const EXIT = Symbol.for('jsonata.__evaluate_exit');

/** Those that an expression uses without naming them. */
const IMPLIED_FUNCTIONS = ['clone'];

/** Where the evaluation that an object of JSONata stands for has its meter. */
const METER = Symbol('meter');

/** What a hook is told of where an evaluation is; `base` is one object for each evaluation. */
interface Environment {
  readonly base: {
    [METER]?: Meter;
    /** Steps that are under way. */
    readonly depth: number;
  };
}

/** Compiled expressions that are kept; a catalog has hundreds at most. */
const MAX_KEPT = 1000;
const kept = new Map<string, Promise<CompiledExpression>>();

/** @throws InvalidFieldsError saying why the expression cannot be used */
export function compileExpression(text: string): Promise<CompiledExpression> {
  const known = kept.get(text);
  if (known) return known;
  if (kept.size >= MAX_KEPT) kept.delete(kept.keys().next().value as string);
  const made = compile(text);
  kept.set(text, made);
  return made;
}

/**
 * Makes sure that an expression can be used as a downgrade.
 * @throws InvalidFieldsError saying why not
 */
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
    if (node.type === 'binary' && GO_THROUGH.has(node.value)) operands.add(node.lhs).add(node.rhs);
  });
  const evaluate = metered(expression, await definitionsOf(parse, variables), { updates, operands });
  return { evaluate, copiesInput: isTransformOf(tree) && !variables.has(WHOLE_INPUT) };
}

/** The variable `$$`, by which a transform could come back to what it is a copy of. */
const WHOLE_INPUT = '$';

/** `$ ~> |...|...|`, the commonest downgrade, and several of them after each other. */
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

/** JSONata's own functions among the names. */
async function definitionsOf(parse: typeof jsonata, names: Iterable<unknown>) {
  const found: [string, FunctionDefinition][] = [];
  for (const name of names) {
    if (typeof name !== 'string' || !/^\w+$/.test(name)) continue;
    const value = await parse(`$${name}`).evaluate(undefined);
    if (value?._jsonata_function === true) found.push([name, value]);
  }
  return found;
}

/** Nodes whose result may be a new object, array or text; others give one that was there before. */
const MAKERS = new Set(['unary', 'binary', 'path', 'wildcard', 'descendant', 'function', 'apply']);

const makesValue = ({ type = '', group, predicate }: ExpressionNode): boolean =>
  MAKERS.has(type) || group !== undefined || predicate !== undefined;

/** Operators that go through what their operands hold, by their symbol. */
const GO_THROUGH: ReadonlySet<unknown> = new Set(['=', '!=', '<', '<=', '>', '>=', '&']);

/** Whether a step makes an object for each item of its result: `@`, `#` and `%` keep for each where it comes from. */
const bindsItems = ({ tuple, focus, index }: ExpressionNode): boolean => Boolean(tuple ?? focus ?? index);

/** Nodes whose results are counted in a way of their own. */
interface Counted {
  /** Of transforms: what they give is put into an object that is already there. */
  readonly updates: ReadonlySet<unknown>;
  /** Of operators that go through them. */
  readonly operands: ReadonlySet<unknown>;
}

/** Counts every step of an expression's evaluations, each with the meter it was begun with. */
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
    if (base.depth > MAX_STEPS_DEEP) throw new LimitError(`it has more than ${MAX_STEPS_DEEP} steps in each other`);
  });
  const whole: unknown = expression.ast();
  assign(EXIT, (node: ExpressionNode, _input: unknown, { base }: Environment, result: unknown) => {
    if (typeof result !== 'object' && typeof result !== 'string') return;
    const meter = meterOf(base);
    meter.given(result);
    if (operands.has(node)) meter.goneThrough(result);
    if (Array.isArray(result) && bindsItems(node)) meter.spend(result.length);
    // The result of the whole is counted when it is made sure that it is JSON.
    if (node !== whole && makesValue(node)) meter.made(result);
    if (updates.size > 0 && updates.has(node)) meter.forget();
  });
  for (const [name, definition] of definitions) assign(name, guarded(name, definition, meterOf));
  return async (input, meter) => {
    try {
      beginning = meter;
      // The first step is made before this returns: it is that of this meter.
      return await expression.evaluate(input);
    } catch (error) {
      meter.stop(error);
      throw error;
    }
  };
}
