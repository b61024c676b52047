/** What a shell may complete, read from the commands themselves. */
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

export interface Place {
  /** Words before it: `['events', 'list']`; none for the program itself. */
  readonly path: readonly string[];
  readonly commands: readonly Word[];
  readonly flags: readonly Flag[];
  /** What its first argument is: `event-types`, which `waybill completion values` lists. */
  readonly values: string | undefined;
}

/** Arguments whose values are known to the platform. */
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

/** One line of plain words: shells put it between quotes. */
const told = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(/['"`$\\[\]]/g, '')
    .trim();

const flagOf = ({ long, short, flags, description }: Option): Flag => ({
  name: long ?? flags,
  short: short ?? undefined,
  description: told(description),
  takesValue: /[<[]/.test(flags),
});

/** Every command with what may follow it, the program first. */
export function places(program: Command): Place[] {
  const globals = program.options.map(flagOf).filter(({ name }) => name !== '--version');
  const help: Flag = { name: '--help', short: '-h', description: 'help', takesValue: false };
  const found: Place[] = [];
  const visit = (command: Command, path: readonly string[]) => {
    const below = command.commands.filter((one) => !(one as Command & { _hidden?: boolean })._hidden);
    found.push({
      path,
      commands: below.map((one) => ({ name: one.name(), description: told(one.description()) })),
      flags: [...(path.length === 0 ? [] : command.options.map(flagOf)), ...globals, help],
      values: VALUES[path.join(' ')],
    });
    for (const one of below) visit(one, [...path, one.name()]);
  };
  visit(program, []);
  return found;
}
