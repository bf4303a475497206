/** What can be typed after `moe`, read from commander's own definition of the program. */
import type { Argument, Command, Option } from 'commander';

/** What a flag or an argument may be given. */
export type Values =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  /** Names under experiments/, looked up when the user asks, and specs. */
  | { readonly kind: 'experiments' }
  | { readonly kind: 'files' | 'folders' }
  /** Something that cannot be guessed, such as a number. */
  | { readonly kind: 'any' };

export interface Flag {
  /** With their dashes, the short one first. */
  readonly names: readonly string[];
  readonly about: string;
  /** Null where it takes none. */
  readonly values: Values | null;
}

export interface Offer {
  readonly name: string;
  readonly about: string;
  readonly flags: readonly Flag[];
  /** Null where the command takes no argument. */
  readonly values: Values | null;
}

export interface Model {
  readonly commands: readonly Offer[];
  /** Flags that may stand before the command, too. */
  readonly flags: readonly Flag[];
  /** Experiments that are found from any folder. */
  readonly experiments: readonly string[];
}

/** @param experiments that are found from any folder. */
export function modelOf(program: Command, experiments: readonly string[]): Model {
  const help = program.createHelp();
  const all = help.visibleCommands(program);
  const placeholders: Readonly<Record<string, Values>> = {
    experiment: { kind: 'experiments' },
    file: { kind: 'files' },
    table: { kind: 'files' },
    dir: { kind: 'folders' },
    name: { kind: 'any' },
    command: { kind: 'words', words: all.map((command) => command.name()) },
  };
  const flagOf = ({ short, long, flags, description, argChoices }: Option): Flag => {
    const [, placeholder] = /[<[]([^.>\]]+)/.exec(flags) ?? [];
    return {
      names: [short, long].filter((name) => name !== undefined),
      about: description,
      values: placeholder === undefined ? null : valuesOf(argChoices, placeholders[placeholder] ?? { kind: 'any' }),
    };
  };
  const flags = help.visibleOptions(program).map(flagOf);
  const commands = all.map((command): Offer => {
    const [argument] = command.registeredArguments as readonly Argument[];
    const own = help.visibleOptions(command).map(flagOf);
    const named = own.flatMap(({ names }) => names);
    return {
      name: command.name(),
      about: command.description(),
      flags: [
        ...own,
        ...flags.filter(({ names }) => !names.some((name) => named.includes(name) || name === '--version')),
      ],
      values:
        argument === undefined
          ? null
          : valuesOf(argument.argChoices, placeholders[argument.name()] ?? { kind: 'files' }),
    };
  });
  return { commands, flags, experiments };
}

function valuesOf(words: readonly string[] | undefined, otherwise: Values): Values {
  return words === undefined ? otherwise : { kind: 'words', words };
}
