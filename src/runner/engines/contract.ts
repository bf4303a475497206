/** A batch system that runs the shards of an experiment: from what is to be run to the text that the system takes. */
import type { Component, ParametersOf, ParameterTable } from '../../components/contract.js';

/** What an engine is asked for: the shards of one experiment that are missing. All commands are quoted for a shell. */
export interface Submission {
  /** The experiment's name: letters, digits, `.`, `_`, `-`. */
  readonly name: string;
  /** Folder of the shard files, as a task sees it. */
  readonly folder: string;
  /** How a task calls moe. */
  readonly program: string;
  /** `run NAME ...`, without its shard and its threads. */
  readonly run: string;
  /** `merge NAME ...`, for when no shard is missing. */
  readonly merge: string;
  /** In how many shards the grid is cut, those that are there included. */
  readonly shards: number;
  /** Shards left, from 1, ascending; at least one. */
  readonly missing: readonly number[];
  /** Tasks at once, at most; null where the engine may choose. */
  readonly atOnce: number | null;
  /** What the longest task is expected to take, minutes. */
  readonly expected: number;
  /** Threads of a task. */
  readonly threads: number;
  /** Memory of a task, MiB. */
  readonly memory: number;
  /** Time limit of a task, minutes. */
  readonly minutes: number;
  /** Node's major version, which is part of what a trial computes. */
  readonly node: number;
  /** The version of moe. */
  readonly version: string;
}

/** How the text is given to the engine: by a program that reads it from its standard input, or why not from here. */
export type HandOver =
  | { readonly command: readonly [program: string, ...words: string[]]; readonly from: string }
  | { readonly instead: string };

export interface Engine<T extends ParameterTable = ParameterTable> extends Component<T> {
  /** Shards that it takes at most, where the site has no other limit; and what sets this one. */
  readonly most: number;
  readonly limitedBy: string;
  /** How a task calls moe, where it runs on files of its own; absent where it sees the files of here, and calls it as here. */
  readonly program?: string;
  /** What to do with the text, as a sentence. */
  use(submission: Submission): string;
  readonly handOver: HandOver;
  /** What the engine takes: a shell script without its first line, or data to be written as YAML. @throws InputError for what it cannot hold. */
  write(submission: Submission, parameters: ParametersOf<T>): string | object;
}
