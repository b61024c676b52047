/** Exit codes of the command line, for scripts. */
export const EXIT = {
  ok: 0,
  refused: 1,
  usage: 2,
  notAllowed: 3,
  notFound: 4,
  noResponse: 5,
  partial: 6,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const EXIT_CODES_HELP = `Exit codes:
  0    Success
  1    The API refused the request, or an unexpected error occurred
  2    The command, an option or a file is not valid
  3    Not logged in, or the key doesn't have permission
  4    Not found
  5    No response from the API, or one that says to try again later (429, 5xx)
  6    Partial success: some lines were refused, or some events were not delivered
  130  Interrupted (listen exits with 0, because Ctrl-C is how you stop it)`;

/** @param status HTTP status of the response; 0 without a response */
export function exitCodeOf(status: number): ExitCode {
  if (status === 401 || status === 403) return EXIT.notAllowed;
  if (status === 404) return EXIT.notFound;
  if (status === 0 || status === 429 || status >= 500) return EXIT.noResponse;
  return EXIT.refused;
}
