/** Completion for zsh. */
import type { CompletionPoint, Flag, Word } from './tree.ts';

/** Returns `'name:description'`. A colon in the name would end it. */
const described = ({ name, description }: Word): string => `'${name.replaceAll(':', '\\:')}:${description}'`;

const spec = ({ name, takesValue, description }: Flag): string =>
  `'*${name}[${description}]${takesValue ? ':value:_files' : ''}'`;

const functionName = (path: readonly string[]): string => ['_waybill', ...path].join('_').replaceAll('-', '_');

/** @param all every command, the program first */
export function zshScript(all: readonly CompletionPoint[]): string {
  return `#compdef waybill
# Completion of waybill for zsh. In ~/.zshrc, after compinit: eval "$(waybill completion zsh)"
${all.map(shellFunction).join('\n')}
compdef _waybill waybill
`;
}

function shellFunction({ path, commands, flags, values }: CompletionPoint): string {
  const name = functionName(path);
  const options = flags.map((flag) => `    ${spec(flag)} \\`).join('\n');
  if (commands.length === 0) {
    const argument = values
      ? `'1:${values}:{compadd - $(waybill completion values ${values} 2>/dev/null)}'`
      : `'*:file:_files'`;
    return `${name}() {
  _arguments \\
${options}
    ${argument}
}`;
  }
  const calls = commands.map((one) => `        ${one.name}) ${functionName([...path, one.name])} ;;`);
  return `${name}() {
  local line state
  _arguments -C \\
${options}
    '1: :->command' \\
    '*:: :->rest'
  case $state in
    command)
      local -a commands=(${commands.map(described).join(' ')})
      _describe command commands
      ;;
    rest)
      case $line[1] in
${calls.join('\n')}
      esac
      ;;
  esac
}`;
}
