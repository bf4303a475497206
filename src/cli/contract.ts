import type { Command } from 'commander';
import type { GlobalOptions } from './options.js';

/**
 * Adds a command to the program: its arguments, flags and help. What it does stands in a file of its own and is loaded
 * when the command is called, so that `moe --help` does not load what it does not need.
 */
export type AddCommand = (program: Command) => void;

/** The options of a command and of the program, with what the environment says of colours. */
export function optionsOf<O>(command: Command): O & GlobalOptions {
  const { color, ...given } = command.optsWithGlobals<O & GlobalOptions>();
  return { ...given, color: color && process.env.NO_COLOR === undefined } as O & GlobalOptions;
}
