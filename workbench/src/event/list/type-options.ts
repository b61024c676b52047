/** What the filter suggests for the type: those of the catalog, and the groups that they are in. */

/** `invoice.payment.paid` → `invoice.*`, `invoice.payment.*` */
const groupsOf = (type: string): string[] => {
  const words = type.split('.');
  return words.slice(1).map((_, index) => `${words.slice(0, index + 1).join('.')}.*`);
};

/** Groups first: one of them mostly says what is meant. Only those with several types are of use. */
export function typeOptions(types: readonly string[]): string[] {
  const sizes = new Map<string, number>();
  for (const group of types.flatMap(groupsOf)) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  const groups = [...sizes].filter(([, size]) => size > 1).map(([group]) => group);
  return [...groups.sort(), ...[...types].sort()];
}
