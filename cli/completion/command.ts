/** `waybill completion`: prints completion scripts for shells, generated from the commands. */
import { Command } from 'commander';
import { v1Items, v2Items } from '../../api-client/pages.ts';
import { DESTINATIONS, EVENT_TYPES } from '../../api-client/paths.ts';
import type { EventTypeObject } from '../../lambdas/contract/catalog/catalog.ts';
import type { EventDestinationObject } from '../../lambdas/contract/destination/event-destination-object.ts';
import { UsageError } from '../errors.ts';
import { print } from '../output/terminal.ts';
import { openSession, type Session } from '../session.ts';
import { bashScript } from './bash.ts';
import { fishScript } from './fish.ts';
import { completionPoints } from './tree.ts';
import { zshScript } from './zsh.ts';

const SHELLS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

/** Values that a completion script requests while a command is typed. */
const VALUES: Readonly<Record<string, (session: Session) => AsyncGenerator<string>>> = {
  async *'event-types'({ api }) {
    for await (const { type } of v1Items<EventTypeObject>(api, EVENT_TYPES, {}, Number.POSITIVE_INFINITY)) yield type;
  },
  async *destinations({ api }) {
    for await (const { id } of v2Items<EventDestinationObject>(api, DESTINATIONS, {}, 100)) yield id;
  },
};

export function completionCommand(program: Command): Command {
  const completion = new Command('completion')
    .argument('<shell>', `Shell: ${Object.keys(SHELLS).join(', ')}`)
    .description('Print a completion script for commands, options, event types and destinations')
    .addHelpText(
      'after',
      `
Examples:
  $ eval "$(waybill completion bash)"                                        in ~/.bashrc
  $ eval "$(waybill completion zsh)"                                         in ~/.zshrc, after compinit
  $ waybill completion fish > ~/.config/fish/completions/waybill.fish`,
    )
    .action((shell: string) => {
      if (!Object.hasOwn(SHELLS, shell)) {
        throw new UsageError(`Shell "${shell}" is not supported.`, {
          next: `Use one of ${Object.keys(SHELLS).join(', ')}.`,
        });
      }
      process.stdout.write(SHELLS[shell as keyof typeof SHELLS](completionPoints(program)));
    });
  completion
    .command('values <kind>', { hidden: true })
    .description('Print the values for a completion')
    .action(async (kind: string, _flags: object, command: Command) => {
      const values = Object.hasOwn(VALUES, kind) ? VALUES[kind] : undefined;
      if (!values) throw new UsageError(`There are no values of kind "${kind}".`);
      for await (const value of values(openSession(command))) print(value);
    });
  return completion;
}
