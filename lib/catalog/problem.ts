/** What is wrong with a catalog, and where a person finds it. */
export interface CatalogProblem {
  /** Name of a file in the catalog's folder. */
  readonly file: string;
  /** What in it is meant: `types > invoice.paid > object`. Empty for the whole file. */
  readonly at: string;
  /** A sentence that goes on from the place. */
  readonly message: string;
}

export const problemLine = ({ file, at, message }: CatalogProblem): string =>
  [file, ...(at ? [at] : []), message].join(': ');

/** Path of a place in a file. Types have dots in them, so something else stands between its parts. */
export const placeOf = (path: readonly PropertyKey[]): string => path.map(String).join(' > ');

/** Thrown when the files of a catalog's folder do not make a catalog; its message names every problem. */
export class CatalogError extends Error {
  override readonly name = 'CatalogError';
  readonly problems: readonly CatalogProblem[];

  constructor(folder: string, problems: readonly CatalogProblem[]) {
    super(`The catalog in ${folder} cannot be read:\n${problems.map((one) => `  ${problemLine(one)}`).join('\n')}`);
    this.problems = problems;
  }
}
