/** An operation of a small AWS endpoint: input in, output out, or an error with the code AWS would give. */
// biome-ignore lint/suspicious/noExplicitAny: wire input; each operation reads the few fields it knows
export type Input = any;
export type Operation = (input: Input) => object | Promise<object>;
/** By the name in `X-Amz-Target` or `Action`. */
export type Operations = Record<string, Operation>;

export class AwsError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
