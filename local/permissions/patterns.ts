/** Wildcards in policies: `*` for any text and `?` for one character. */

export const globOf = (pattern: string, flags = ''): RegExp => {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`, `s${flags}`);
};

/**
 * Returns a test of ARNs in conditions: each of the six parts between colons matches on its own, so that a wildcard does not reach
 * the next part. In the last part it matches slashes and colons too. The pattern `*` matches everything.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
export function arnTest(pattern: string): (arn: string) => boolean {
  if (pattern === '*') return () => true;
  const globs = sixParts(pattern).map((part) => globOf(part));
  return (arn) => {
    const parts = sixParts(arn);
    return globs.length === parts.length && globs.every((glob, index) => glob.test(parts[index] as string));
  };
}

function sixParts(arn: string): string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), ...(parts.length > 5 ? [parts.slice(5).join(':')] : [])];
}
