/** What the CLI ends with, for scripts. */
export const EXIT = {
  ok: 0,
  refused: 1,
  usage: 2,
  notAllowed: 3,
  notFound: 4,
  noAnswer: 5,
  partial: 6,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const EXIT_CODES_HELP = `Exit codes:
  0    done
  1    the API refused it, or something is wrong here
  2    the command is not written right, or a file is not as it should be
  3    not logged in, or the key may not do this
  4    there is no such thing
  5    no answer from the API, or one that says to try again later (429, 5xx)
  6    done in part: some lines were refused, some events did not get through
  130  interrupted (listen ends with 0: Ctrl-C is how it ends)`;

/** @param status of an HTTP answer; 0 when there was none */
export function exitCodeOf(status: number): ExitCode {
  if (status === 401 || status === 403) return EXIT.notAllowed;
  if (status === 404) return EXIT.notFound;
  if (status === 0 || status === 429 || status >= 500) return EXIT.noAnswer;
  return EXIT.refused;
}
