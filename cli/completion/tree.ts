/** Collects what a shell can complete from the commands. */
import type { Command, Option } from 'commander';

export interface Word {
  /** `list`, `--limit` */
  readonly name: string;
  readonly description: string;
}

export interface Flag extends Word {
  readonly short: string | undefined;
  readonly takesValue: boolean;
}

export interface CompletionPoint {
  /** The words before it: `['events', 'list']`; empty for the program. */
  readonly path: readonly string[];
  readonly commands: readonly Word[];
  readonly flags: readonly Flag[];
  /** Kind of its first argument, for `waybill completion values`: `event-types`. */
  readonly values: string | undefined;
}

/** Commands whose first argument has values that the platform knows. */
const VALUES: Readonly<Record<string, string>> = {
  trigger: 'event-types',
  catalog: 'event-types',
  'destinations get': 'destinations',
  'destinations update': 'destinations',
  'destinations enable': 'destinations',
  'destinations disable': 'destinations',
  'destinations delete': 'destinations',
  'destinations ping': 'destinations',
  'destinations roll-secret': 'destinations',
  'destinations recover': 'destinations',
};

/** Returns one line without quotes and brackets, which the scripts use themselves. */
const oneLine = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(/['"`$\\[\]]/g, '')
    .trim();

const flagOf = ({ long, short, flags, description }: Option): Flag => ({
  name: long ?? flags,
  short: short ?? undefined,
  description: oneLine(description),
  takesValue: /[<[]/.test(flags),
});

/** Returns each command with what can follow it, the program first. */
export function completionPoints(program: Command): CompletionPoint[] {
  const globals = program.options.map(flagOf).filter(({ name }) => name !== '--version');
  const help: Flag = { name: '--help', short: '-h', description: 'Show help', takesValue: false };
  const found: CompletionPoint[] = [];
  const visit = (command: Command, path: readonly string[]) => {
    const below = command.commands.filter((one) => !(one as Command & { _hidden?: boolean })._hidden);
    found.push({
      path,
      commands: below.map((one) => ({ name: one.name(), description: oneLine(one.description()) })),
      flags: [...(path.length === 0 ? [] : command.options.map(flagOf)), ...globals, help],
      values: VALUES[path.join(' ')],
    });
    for (const one of below) visit(one, [...path, one.name()]);
  };
  visit(program, []);
  return found;
}
