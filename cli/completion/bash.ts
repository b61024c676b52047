/** Completion for bash. */
import type { CompletionPoint } from './tree.ts';

/** @param all every command, the program first */
export function bashScript(all: readonly CompletionPoint[]): string {
  const cases = all.map(({ path, commands, flags, values }) => {
    const words = [...commands.map(({ name }) => name), ...flags.map(({ name }) => name)].join(' ');
    const dynamic = values ? ` values=${values}` : '';
    return `    '${path.join(' ')}') words='${words}'${dynamic} ;;`;
  });
  const withValue = [...new Set(all.flatMap(({ flags }) => flags.filter((one) => one.takesValue)))];
  const names = [...new Set(withValue.flatMap(({ name, short }) => (short ? [name, short] : [name])))];
  const known = all.filter(({ path }) => path.length > 0).map(({ path }) => `'${path.join(' ')}'`);
  return `# Completion of waybill for bash. In ~/.bashrc: eval "$(waybill completion bash)"
_waybill() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  local path='' word next words='' values='' skip=0 i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    if ((skip)); then skip=0; continue; fi
    case "$word" in
      ${names.join('|')}) skip=1; continue ;;
      -*) continue ;;
    esac
    next="\${path:+$path }$word"
    case "$next" in
      ${known.join('|')}) path="$next" ;;
    esac
  done
  # After an option that takes a value: files.
  if ((skip)); then COMPREPLY=($(compgen -f -- "$current")); return; fi
  case "$path" in
${cases.join('\n')}
  esac
  if [[ -n "$values" && "$current" != -* ]]; then
    words="$words $(waybill completion values "$values" 2>/dev/null)"
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  if [[ "$path" == publish && "$current" != -* ]]; then COMPREPLY+=($(compgen -f -- "$current")); fi
}
complete -F _waybill waybill
`;
}
