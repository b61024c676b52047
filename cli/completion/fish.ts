/** Completion for fish. */
import type { CompletionPoint } from './tree.ts';

/** @param all every command, the program first */
export function fishScript(all: readonly CompletionPoint[]): string {
  const lines = all.flatMap(({ path, commands, flags, values }) => {
    const below = commands.map(({ name }) => name).join(' ');
    const seen = path.map((word) => `__fish_seen_subcommand_from ${word}`).join('; and ');
    const here =
      [seen, below ? `not __fish_seen_subcommand_from ${below}` : ''].filter(Boolean).join('; and ') || 'true';
    const start = `complete -c waybill -n '${here}'`;
    const own =
      path.length === 0 ? flags : flags.filter((flag) => !all[0]?.flags.some(({ name }) => name === flag.name));
    return [
      ...commands.map(({ name, description }) => `${start} -f -a ${name} -d '${description}'`),
      ...own.map(
        ({ name, short, takesValue, description }) =>
          `complete -c waybill${path.length === 0 ? '' : ` -n '${here}'`} -l ${name.slice(2)}${short ? ` -s ${short.slice(1)}` : ''}${takesValue ? ' -r' : ''} -d '${description}'`,
      ),
      ...(values ? [`${start} -f -a '(waybill completion values ${values} 2>/dev/null)'`] : []),
    ];
  });
  return `# Completion of waybill for fish. Once: waybill completion fish > ~/.config/fish/completions/waybill.fish
${lines.join('\n')}
`;
}
