/**
 * `moe completion`: a script for a shell, made from the commands as they are defined. The script holds all words, so
 * that pressing tab starts no process; only the names under experiments/ are looked up then.
 */
import type { Command } from 'commander';
import { didYouMean, InputError, shown } from '../../errors.js';
import { shippedExperiments } from '../experiments.js';
import { bashScript } from './bash.js';
import { fishScript } from './fish.js';
import { type Model, modelOf } from './model.js';
import { zshScript } from './zsh.js';

/** How a script is made, by shell; a new one is one file and one line here. */
const scripts: Readonly<Record<string, (model: Model) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** @throws InputError for a shell that there is no script for. */
export function completionScript(shell: string, program: Command): string {
  const names = Object.keys(scripts);
  if (!names.includes(shell)) {
    throw new InputError(`shell must be one of ${names.join(', ')}; got ${shown(shell)}${didYouMean(shell, names)}`);
  }
  return scripts[shell]!(modelOf(program, shippedExperiments()));
}
