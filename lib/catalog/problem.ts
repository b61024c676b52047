/** Problems of a catalog. */
export interface CatalogProblem {
  /** Name of a file in the catalog's folder. */
  readonly file: string;
  /** Path in the file, such as `types > invoice.paid > object`. Empty for the whole file. */
  readonly at: string;
  /** The end of a sentence that starts with the path. */
  readonly message: string;
}

export const problemLine = ({ file, at, message }: CatalogProblem): string =>
  [file, ...(at ? [at] : []), message].join(': ');

/** Joins the parts of a path with ` > `, because event types contain dots. */
export const joinPath = (path: readonly PropertyKey[]): string => path.map(String).join(' > ');

/** Thrown when the files of a catalog are invalid. The message names every problem. */
export class CatalogError extends Error {
  override readonly name = 'CatalogError';
  readonly problems: readonly CatalogProblem[];

  constructor(folder: string, problems: readonly CatalogProblem[]) {
    super(`The catalog in ${folder} cannot be read:\n${problems.map((one) => `  ${problemLine(one)}`).join('\n')}`);
    this.problems = problems;
  }
}
