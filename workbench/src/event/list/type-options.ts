/** Suggests event types and prefixes for the filter. */

/** `invoice.payment.paid` → `invoice.*`, `invoice.payment.*` */
const groupsOf = (type: string): string[] => {
  const words = type.split('.');
  return words.slice(1).map((_, index) => `${words.slice(0, index + 1).join('.')}.*`);
};

/** Returns prefixes with several types first, and then the types. */
export function typeOptions(types: readonly string[]): string[] {
  const sizes = new Map<string, number>();
  for (const group of types.flatMap(groupsOf)) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  const groups = [...sizes].filter(([, size]) => size > 1).map(([group]) => group);
  return [...groups.sort(), ...[...types].sort()];
}
