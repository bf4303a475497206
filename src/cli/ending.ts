/** How commands end: what was written, and what to do next, in the same words everywhere. */
import { type Document, literal, soft, type Text } from '../documents/contract.js';
import { quoted } from '../shell.js';
import { gridWords, type UseOptions } from './options.js';

/** A command as the user would type it, and what it does. */
export type Next = readonly [command: string, what: string];

export interface Ending {
  /** Files and folders. */
  readonly wrote?: readonly string[];
  readonly next?: readonly Next[];
}

export function ending({ wrote = [], next = [] }: Ending): Document {
  const widest = Math.max(0, ...next.map(([command]) => command.length));
  const steps = next.map(
    ([command, what]): Text => [literal(command), ' '.repeat(widest - command.length), soft(`  ${what}`)],
  );
  const entries = [['wrote', wrote.map(literal)] as const, ['next', steps] as const].filter(
    ([, lines]) => lines.length > 0,
  );
  return entries.length === 0 ? [] : [{ kind: 'facts', entries }];
}

/** A command for experiments, as the user would type it. @param flag which names the folder of results. */
export function commandFor(
  command: string,
  { names, quick, use = [], folder }: Asked,
  flag: '--out' | '--results' = '--results',
): string {
  const words = gridWords({ out: 'results', use, ...(quick ? { quick } : {}) });
  return ['moe', command, ...names, ...words, ...(folder === 'results' ? [] : [flag, folder])].map(quoted).join(' ');
}

/** Which experiments a user asked for, and how. */
export interface Asked extends UseOptions {
  /** Names or paths to specs; none where all are meant. */
  readonly names: readonly string[];
  readonly quick?: boolean;
  /** The folder of all results. */
  readonly folder: string;
}
